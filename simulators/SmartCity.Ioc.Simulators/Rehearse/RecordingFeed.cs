using System.Text;
using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Ingest.Foreign;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Simulators.Replay;

namespace SmartCity.Ioc.Simulators.Rehearse;

/// <summary>A recording's messages into a rehearsal. Those of a capture are decoded as the server decodes them.</summary>
internal static class RecordingFeed
{
    // CONTRACT section 3: what is further ahead goes to quarantine. A capture of an old recording that was replayed lags by years; its
    // arrivals say nothing about clocks.
    private const long MostLagNanos = 300_000_000_000;

    public static (long FromNanos, long ToNanos) Feed(RehearsalRun run, CityModel city, Recording recording)
    {
        using var bench = new DecoderBench(city);
        using var messages = new DecodedMessages(bench.Registry, [run], null);
        using var batch = new ReadingBatch();
        var (first, last) = (long.MaxValue, long.MinValue);
        bench.Decoded = decoded =>
        {
            // By its own time: a capture's order is that of arrival, and a message from before does not turn the clock back.
            var isLive = true;
            foreach (ref readonly var message in decoded.Messages)
            {
                last = Math.Max(last, message.MeasuredAtNanos);
                isLive &= Math.Abs(message.ReceivedAtNanos - message.MeasuredAtNanos) <= MostLagNanos;
            }

            first = Math.Min(first, last);
            messages.Feed(decoded, last, long.MinValue, isLive);
        };
        foreach (var recorded in recording.Events)
        {
            if (recorded.Raw is { } payload)
            {
                bench.Decode(Encoding.UTF8.GetString(recorded.Device.Topic), payload, recorded.Retain, recorded.At);
                continue;
            }

            last = (recorded.At - DateTimeOffset.UnixEpoch).Ticks * 100;
            first = Math.Min(first, last);
            batch.Clear();
            batch.Begin();
            for (var i = 0; i < recorded.Values.Length; i++)
            {
                if (!double.IsNaN(recorded.Values[i]))
                {
                    batch.AddValue(run.Registry.InternMetric(recorded.Metrics[i].Metric), recorded.Values[i]);
                }
            }

            var parts = Encoding.UTF8.GetString(recorded.Device.Topic).Split('/');
            var device = run.Registry.Register(parts[2], parts[3], parts[4], TimeSpan.FromMinutes(1));
            batch.Commit(device.Index, last, last, unchecked((ulong)last), MessageMarks.TimeAssumed);
            batch.ClockNanos = last;
            run.Feed(batch);
        }

        return (first, last);
    }
}
