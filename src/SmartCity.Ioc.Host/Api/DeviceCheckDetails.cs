using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Api;

/// <summary>What a device's data check shows beside its counts: messages that were put aside, and its values beside those of last week.</summary>
internal sealed class DeviceCheckDetails(IQuarantineStore quarantine, ITimeSeriesStore store, PipelineOptions pipeline)
{
    private const int MostSamples = 5;
    private const int MostLetters = 1000;
    private const int MostMetrics = 8;

    // Of the newest so many messages that were put aside, those of the device.
    private const int PageSize = 500;
    private const int MostPages = 4;

    private const long HourNanos = 3_600_000_000_000;
    private const long WeekNanos = 7 * 24 * HourNanos;

    /// <summary>The newest messages of the device that were put aside.</summary>
    public async Task<IReadOnlyList<QuarantineAnswer>> SamplesAsync(string device, CancellationToken cancellation)
    {
        var samples = new List<QuarantineAnswer>();
        string? cursor = null;
        for (var page = 0; page < MostPages && samples.Count < MostSamples; page++)
        {
            var (messages, next) = await quarantine.ListAsync(null, cursor, PageSize, cancellation);
            samples.AddRange(messages.Where(message => IsOf(message, device)).Take(MostSamples - samples.Count).Select(QuarantineApi.Answer).Select(Cut));
            if ((cursor = next) is null)
            {
                break;
            }
        }

        return samples;
    }

    /// <summary>The mean of each metric over the last hour and over the same hour a week before.</summary>
    /// <exception cref="StoreUnavailableException">Nothing can be read now.</exception>
    public async Task<IReadOnlyList<MetricWeek>> LastWeekAsync(Device device, DeviceKind kind, long clockNanos, CancellationToken cancellation)
    {
        var weeks = new List<MetricWeek>();
        foreach (var metric in kind.Metrics.Take(MostMetrics))
        {
            weeks.Add(new MetricWeek(
                metric.Id, metric.Unit, await MeanAsync(device, kind, metric, clockNanos, cancellation),
                await MeanAsync(device, kind, metric, clockNanos - WeekNanos, cancellation)));
        }

        return weeks;
    }

    private async Task<double?> MeanAsync(Device device, DeviceKind kind, MetricDefinition metric, long toNanos, CancellationToken cancellation)
    {
        var (sum, count) = (0d, 0L);
        await foreach (var window in store.ReadWindowsAsync(
            AggregateScope.Device, device.Id, kind.Id, metric.Id, pipeline.Windows[^1].Ticks * 100, toNanos - HourNanos, toNanos, cancellation))
        {
            sum += window.Sum;
            count += window.Count;
        }

        return count == 0 ? null : sum / count;
    }

    // A foreign message stands under its own topic; what is wrong with it names the device first.
    private static bool IsOf(QuarantinedMessage message, string device) =>
        message.Topic.EndsWith("/" + device, StringComparison.Ordinal) || message.Topic.EndsWith($"/{device}/status", StringComparison.Ordinal)
        || message.Detail.StartsWith(device + ": ", StringComparison.Ordinal);

    private static QuarantineAnswer Cut(QuarantineAnswer message) => message with
    {
        Payload = message.Payload?.Length > MostLetters ? message.Payload[..MostLetters] + "…" : message.Payload,
        PayloadBase64 = message.PayloadBase64?.Length > MostLetters ? message.PayloadBase64[..MostLetters] : message.PayloadBase64,
    };
}
