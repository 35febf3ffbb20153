using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Host.Reloading;
using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Ingest.Foreign;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Host.Decoders;

/// <summary>
/// Puts <c>decoders.yaml</c> in force at the start, before anything comes in, and again whenever it changes or on SIGHUP. A file with an error is
/// refused as a whole and the decoders in force stay. What is in force stands in the journal, so a start with the same file writes nothing.
/// </summary>
internal sealed class DecoderReloadService(ServerSettings settings, IDecoderGateway decoders, TimeProvider time, ILogger<DecoderReloadService> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly string _path = Path.Combine(settings.CityFolder, CityParser.DecodersFileName);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await PutInForceAsync(settings.City.Decoders.Text, isAsked: false, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = new FileChanges(settings.CityFolder, CityParser.DecodersFileName, time, reason => logger.NotWatched(_path, reason));

        // The file may have changed since the settings were read.
        changes.WakeUp();
        await foreach (var isAsked in changes.AllAsync(stoppingToken))
        {
            var result = CityFolder.ReadDecoders(settings.CityFolder, settings.City.TimeZone);
            if (result.Decoders is null)
            {
                logger.Refused(string.Join("; ", result.Errors.Select(error => Path.Combine(settings.CityFolder, error.ToString()))));
            }
            else if (!await PutInForceAsync(result.Decoders.Text, isAsked, stoppingToken))
            {
                await Task.Delay(RetryAfter, time, stoppingToken);
                changes.WakeUp();
            }
        }
    }

    private async Task<bool> PutInForceAsync(string text, bool isAsked, CancellationToken cancellation)
    {
        if (text == decoders.InForce)
        {
            if (isAsked)
            {
                logger.Unchanged(_path);
            }

            return true;
        }

        try
        {
            if (await decoders.PutInForceAsync(text, cancellation) is { } fault)
            {
                logger.Refused(fault);
            }
            else
            {
                logger.InForce(_path);
            }

            return true;
        }
        catch (IOException e)
        {
            logger.NotJournaled(_path, e.Message);
            return false;
        }
    }
}
