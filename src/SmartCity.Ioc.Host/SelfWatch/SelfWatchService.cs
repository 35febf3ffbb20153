using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Ingest;

namespace SmartCity.Ioc.Host.SelfWatch;

/// <summary>
/// Looks at the server every few seconds and reports what begins and what ends, through the journal like an operator's act: so an alert on
/// the server is raised once, survives restarts and stands in a replay where it stood.
/// </summary>
internal sealed class SelfWatchService(
    IReadOnlyList<SelfCheck> checks, IngestStatus ingest, IAlertStore alerts, ICommandGateway gateway, TimeProvider time, ILogger<SelfWatchService> logger)
    : BackgroundService
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    // Twice in a row, either way: what is gone at the next look was no fault and no recovery.
    private const int Looks = 2;

    private readonly Dictionary<ServerFault, Standing> _standing = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
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

    /// <summary>One look at everything.</summary>
    internal async Task LookAsync(CancellationToken cancellation)
    {
        foreach (var check in checks)
        {
            try
            {
                await LookAsync(check, cancellation);
            }
            catch (IOException e)
            {
                // The journal takes nothing now, which is a fault of its own; it is reported as soon as it can be.
                logger.SelfReportWaits(check.Fault.Rule.Id, e.Message);
            }
        }
    }

    private async Task LookAsync(SelfCheck check, CancellationToken cancellation)
    {
        if (!_standing.TryGetValue(check.Fault, out var standing))
        {
            standing = new Standing { IsReported = await IsOpenAsync(check.Fault, cancellation) };
            _standing.Add(check.Fault, standing);
        }

        var finding = check.Look();
        standing.Looks = finding is null == standing.IsReported ? standing.Looks + 1 : 0;
        if (standing.Looks < Looks)
        {
            return;
        }

        var report = new ServerReport(check.Fault.Rule.Id, finding?.Size ?? 0, finding?.Note);
        var command = new AlertCommand($"self-{Guid.NewGuid():N}", AlertVerb.Comment, string.Empty, null, ServerFault.Source, null, null, null, null)
        {
            Server = report,
        };
        await gateway.SubmitAsync(command, cancellation);
        (standing.IsReported, standing.Looks) = (finding is not null, 0);
    }

    private async Task<bool> IsOpenAsync(ServerFault fault, CancellationToken cancellation)
    {
        var query = new AlertQuery(Rule: fault.Rule.Id, Limit: 1);
        return (await alerts.ListAsync(query, cancellation)).Alerts is [{ ClearedAtNanos: null, State: not AlertState.Closed }];
    }

    private sealed class Standing
    {
        public bool IsReported { get; set; }

        /// <summary>How often in a row it was otherwise.</summary>
        public int Looks { get; set; }
    }
}
