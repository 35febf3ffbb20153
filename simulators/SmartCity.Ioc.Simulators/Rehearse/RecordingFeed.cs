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
    public static (long FromNanos, long ToNanos) Feed(RehearsalRun run, CityModel city, Recording recording)
    {
        using var bench = new DecoderBench(city);
        using var batch = new ReadingBatch();
        var (first, last) = (long.MaxValue, long.MinValue);
        bench.Decoded = decoded =>
        {
            // By its own time: a capture's order is that of arrival, and a message from before does not turn the clock back.
            foreach (ref readonly var message in decoded.Messages)
            {
                last = Math.Max(last, message.MeasuredAtNanos);
            }

            first = Math.Min(first, last);
            CopyTo(run, bench.Registry, decoded, batch, last);
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
            batch.Commit(device.Index, last, last, unchecked((ulong)last), MessageMarks.None);
            batch.ClockNanos = last;
            run.Feed(batch);
        }

        return (first, last);
    }

    // Two registries may know a device or a metric by different indexes.
    private static void CopyTo(RehearsalRun run, CityRegistry from, ReadingBatch decoded, ReadingBatch batch, long clockNanos)
    {
        batch.Clear();
        batch.ClockNanos = clockNanos;
        for (var i = 0; i < decoded.Messages.Length; i++)
        {
            var message = decoded.Messages[i];
            var device = from.Device(message.Device);
            var target = batch.Begin();
            foreach (ref readonly var value in decoded.ValuesOf(message))
            {
                batch.AddValue(run.Registry.InternMetric(from.MetricName(value.Metric)), value.Value);
            }

            batch.Attributes.AddRange(decoded.Attributes.Where(a => a.Message == i).Select(a => a with { Message = target }));
            batch.Events.AddRange(decoded.Events.Where(e => e.Message == i).Select(e => e with { Message = target }));
            var kind = from.Kinds[device.Kind];
            var own = run.Registry.Register(from.Zones[device.Zone].Id, kind.Id, device.Id, kind.ExpectedInterval);
            batch.Commit(own.Index, message.MeasuredAtNanos, message.MeasuredAtNanos, message.Identity, message.Marks);
        }

        run.Feed(batch);
    }
}
