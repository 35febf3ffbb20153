using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// Days of which the pipeline still holds a window although it takes no readings of their beginning any more: what it gives out for them will
/// lack what was back-filled meanwhile. When it has let go of the day, the day is to be counted once more. Used by one thread.
/// </summary>
internal sealed class BackFilledDays(CityRegistry registry, PipelineOptions options)
{
    private readonly CityDays _days = new(registry.City.TimeZone);
    private readonly long _keepNanos = (options.AllowedLateness + options.CorrectionHorizon).Ticks * 100;
    private readonly Dictionary<(int Device, long StartNanos), SortedSet<string>> _waiting = [];

    public void Note(ReadingBatch backFilled)
    {
        foreach (ref readonly var message in backFilled.Messages)
        {
            var (start, end) = _days.DayOf(message.MeasuredAtNanos);
            if (end <= backFilled.ClockNanos - _keepNanos)
            {
                continue;
            }

            if (!_waiting.TryGetValue((message.Device, start), out var metrics))
            {
                _waiting.Add((message.Device, start), metrics = new SortedSet<string>(StringComparer.Ordinal));
            }

            foreach (ref readonly var value in backFilled.ValuesOf(message))
            {
                metrics.Add(registry.MetricName(value.Metric));
            }
        }
    }

    /// <summary>Gives out the days that are let go: a message of each device at the day's start with the metrics in question, whose values say
    /// nothing.</summary>
    public void AdvanceTo(long clockNanos, ReadingBatch refills)
    {
        refills.Clear();
        refills.ClockNanos = clockNanos;
        if (_waiting.Count == 0)
        {
            return;
        }

        var over = _waiting.Keys.Where(day => _days.DayOf(day.StartNanos).EndNanos <= clockNanos - _keepNanos)
            .OrderBy(day => day.StartNanos).ThenBy(day => registry.Device(day.Device).Id, StringComparer.Ordinal).ToList();
        foreach (var day in over)
        {
            refills.Begin();
            foreach (var metric in _waiting[day])
            {
                refills.AddValue(registry.InternMetric(metric), 0);
            }

            refills.Commit(day.Device, day.StartNanos, clockNanos, 0, MessageMarks.Historical);
            _waiting.Remove(day);
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_waiting.Count);
        foreach (var ((device, start), metrics) in _waiting)
        {
            writer.Write(device);
            writer.Write(start);
            writer.Write(metrics.Count);
            foreach (var metric in metrics)
            {
                writer.Write(metric);
            }
        }
    }

    public void Restore(BinaryReader reader, IndexMap map)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (device, start) = (map.Devices[reader.ReadInt32()], reader.ReadInt64());
            var metrics = new SortedSet<string>(StringComparer.Ordinal);
            for (var names = reader.ReadInt32(); names > 0; names--)
            {
                metrics.Add(reader.ReadString());
            }

            if (device >= 0)
            {
                _waiting[(device, start)] = metrics;
            }
        }
    }
}
