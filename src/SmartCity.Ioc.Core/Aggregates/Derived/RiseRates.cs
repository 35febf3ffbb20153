using SmartCity.Ioc.Aggregates.Indices;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Derived;

/// <summary>
/// How fast levels rise: from the last level of each closed base window to the last one of the newest window at least a quarter of an hour
/// before, so that waves and a gauge's last digit do not show. A gauge that speaks less often is compared with its word before, up to three
/// hours or three of its intervals back. Late readings do not move it. Used by one thread.
/// </summary>
internal sealed class RiseRates
{
    private const long LeastNanos = 15L * 60 * 1_000_000_000;
    private const long MostNanos = 3L * 3600 * 1_000_000_000;

    // A quarter of an hour of one-minute windows and one more.
    private const int Kept = 20;

    private readonly CityRegistry _registry;
    private readonly long _lengthNanos;
    private readonly (int Level, int Metric)[][] _byKind;
    private readonly Dictionary<(int Device, int Metric), Levels> _levels = [];

    public RiseRates(CityRegistry registry, long lengthNanos)
    {
        (_registry, _lengthNanos) = (registry, lengthNanos);
        _byKind =
        [
            .. registry.City.Kinds.Select(kind => kind.Derived.Where(derived => derived.Index == DerivedIndex.RateOfRise)
                .Select(derived => (registry.InternMetric(derived.Inputs["level"].Id), registry.InternMetric(derived.Definition.Id))).ToArray()),
        ];
    }

    /// <returns>The newest rate of the device's first such metric, or NaN.</returns>
    public double Newest(int device)
    {
        var kind = _registry.Device(device).Kind;
        return kind < _byKind.Length && _byKind[kind] is [var first, ..] && _levels.TryGetValue((device, first.Metric), out var levels)
            ? levels.Rate
            : double.NaN;
    }

    public void Take(in WindowAggregate window, long clockNanos, DerivedOutput output)
    {
        if (window.Scope != AggregateScope.Device || window.Stage != AggregateStage.Final || window.LengthNanos != _lengthNanos
            || window.Kind >= _byKind.Length)
        {
            return;
        }

        foreach (var (level, metric) in _byKind[window.Kind])
        {
            if (level != window.Metric)
            {
                continue;
            }

            if (!_levels.TryGetValue((window.Owner, metric), out var levels))
            {
                _levels.Add((window.Owner, metric), levels = new Levels());
            }

            var most = Math.Max(MostNanos, 3 * _registry.IntervalOf(window.Owner).Nanos);
            levels.Rate = levels.Add(window.StartNanos, window.Last, most);
            if (!double.IsNaN(levels.Rate))
            {
                output.Add(
                    window.Owner, window.Kind, metric, window.StartNanos, window.LengthNanos, 0, levels.Rate, isNews: true, clockNanos);
            }
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_levels.Count);
        foreach (var ((device, metric), levels) in _levels)
        {
            writer.Write(device);
            writer.Write(metric);
            levels.Save(writer);
        }
    }

    public void Restore(BinaryReader reader, IndexMap map)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (device, metric) = (map.Devices[reader.ReadInt32()], map.Metrics[reader.ReadInt32()]);
            var levels = Levels.Restore(reader);
            if (device >= 0)
            {
                _levels[(device, metric)] = levels;
            }
        }
    }

    private sealed class Levels
    {
        private readonly List<(long AtNanos, double Level)> _entries = [];

        public double Rate { get; set; } = double.NaN;

        public double Add(long atNanos, double level, long mostNanos)
        {
            var rate = double.NaN;
            for (var i = _entries.Count - 1; i >= 0; i--)
            {
                var (before, earlier) = _entries[i];
                if (atNanos - before >= LeastNanos)
                {
                    rate = atNanos - before <= mostNanos ? FloodStage.RiseAnHour(earlier, before, level, atNanos) : double.NaN;
                    break;
                }
            }

            if (_entries.Count == Kept)
            {
                _entries.RemoveAt(0);
            }

            _entries.Add((atNanos, level));
            return rate;
        }

        public void Save(BinaryWriter writer)
        {
            writer.Write(Rate);
            writer.Write(_entries.Count);
            foreach (var (at, level) in _entries)
            {
                writer.Write(at);
                writer.Write(level);
            }
        }

        public static Levels Restore(BinaryReader reader)
        {
            var levels = new Levels { Rate = reader.ReadDouble() };
            for (var left = reader.ReadInt32(); left > 0; left--)
            {
                levels._entries.Add((reader.ReadInt64(), reader.ReadDouble()));
            }

            return levels;
        }
    }
}
