using System.Globalization;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Push.Walls;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Host.SelfWatch;

/// <summary>
/// Raises an alert for each wall with a name that reports no more, through the journal like whatever the server says of itself. It clears
/// when the wall reports again or is retired, and never because it is forgotten. An alert that an operator has closed is not raised anew
/// for the same darkness.
/// </summary>
internal sealed class WallWatchService(
    WallRegister walls, IngestStatus ingest, IAlertEngine engine, ICommandGateway gateway, SelfWatchSettings settings, TimeProvider time,
    ILogger<WallWatchService> logger)
    : BackgroundService
{
    // A switch that takes the whole room along is one matter; more alerts would bury what else there is.
    internal const int MostAlerts = 20;

    private HashSet<string>? _told;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(SelfWatchService.Period, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                // Before that, the alerts that are open are not known yet.
                if (ingest.Recovered)
                {
                    await LookAsync(stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    /// <summary>One look at all walls.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        _told ??= [.. engine.Open.Where(alert => alert.Rule == ServerFault.Wall.Rule.Id && alert.ClearedAtNanos is null).Select(alert => alert.Device!)];
        var now = time.GetUtcNow();
        try
        {
            foreach (var wall in walls.All)
            {
                await LookAsync(wall, ServerFault.WallSource(wall.Report.Id!), now, _told, cancellation);
            }
        }
        catch (IOException e)
        {
            // The journal takes nothing now, which is a fault of its own; it is told at a later look.
            logger.SelfReportWaits(ServerFault.Wall.Rule.Id, e.Message);
        }
    }

    private async Task LookAsync(WallStatus wall, string source, DateTimeOffset now, HashSet<string> told, CancellationToken cancellation)
    {
        if (told.Contains(source))
        {
            // One that is known from before and has not reported yet is as dark as it was.
            if (wall is { HasReported: true, IsSilent: false })
            {
                await TellAsync(source, 0, "It reports again.", cancellation);
                told.Remove(source);
            }
            else if (wall.Retired is { } retirement)
            {
                await TellAsync(source, 0, Describe(retirement), cancellation);
                told.Remove(source);
            }

            return;
        }

        var heard = wall.ReportedAt > walls.Since ? wall.ReportedAt : walls.Since;
        if (wall.IsExpected && now - heard > settings.WallSilence && told.Count < MostAlerts)
        {
            await TellAsync(source, (now - heard).TotalSeconds, Describe(wall), cancellation);
            told.Add(source);
        }
    }

    private static string Describe(WallStatus wall) => string.Create(
        CultureInfo.InvariantCulture,
        $"Wall {wall.Report.Id} ({wall.Report.Screen ?? "no screen"}) at {wall.Address ?? "an unknown address"} has not reported since {wall.ReportedAt:yyyy-MM-dd HH:mm:ss} UTC.");

    private static string Describe(WallRetirement retirement) =>
        retirement.Note is { Length: > 0 } note ? $"Retired by {retirement.By}: {note}" : $"Retired by {retirement.By}.";

    private async Task TellAsync(string source, double size, string note, CancellationToken cancellation) => await gateway.SubmitAsync(
        new AlertCommand($"wall-{Guid.NewGuid():N}", AlertVerb.Comment, string.Empty, null, ServerFault.Source, null, null, null, null)
        {
            Server = new ServerReport(ServerFault.Wall.Rule.Id, size, note, source),
        },
        cancellation);
}
