using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>
/// The data check by hours of the clock, as windows of four metrics (<c>quality_valid</c>, <c>quality_complete</c>, <c>quality_clean</c>,
/// <c>quality_live</c>) of each device and of each kind in each zone: history that is read like any other. By arrival, unlike
/// other windows: what came late was not there when it was needed. Used by one thread.
/// </summary>
internal sealed class QualityHours
{
    public const long LengthNanos = 3_600_000_000_000;

    private const int ChunkSize = 4096;

    private static readonly string[] Names = ["quality_valid", "quality_complete", "quality_clean", "quality_live"];

    private readonly CityRegistry _registry;
    private readonly SourceTable _sources;
    private readonly FiguresTable _figures;
    private readonly QualityView _view;
    private readonly int[] _metrics;
    private readonly SortedDictionary<(int Zone, int Kind), QualityCounts> _zones = [];
    private readonly List<WindowAggregate> _chunk = [];
    private readonly Dictionary<int, RareMark> _rareMarks = [];
    private QualityMark[] _marks = [];
    private long _startNanos = long.MinValue;

    public QualityHours(CityRegistry registry, SourceTable sources, FiguresTable figures, QualityView view)
    {
        (_registry, _sources, _figures, _view) = (registry, sources, figures, view);
        _metrics = [.. Names.Select(registry.InternMetric)];
    }

    /// <summary>Gives out the hour that ended. Of hours in which the clock did not move at all nobody can say anything.</summary>
    public void AdvanceTo(long clockNanos, IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        var start = clockNanos - (((clockNanos % LengthNanos) + LengthNanos) % LengthNanos);
        if (start == _startNanos)
        {
            return;
        }

        if (_startNanos != long.MinValue)
        {
            Close(_startNanos + LengthNanos, output);
        }

        _startNanos = start;
        Mark(start);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_startNanos);
        for (var device = 0; device < _marks.Length; device++)
        {
            writer.Write(device);
            _marks[device].Save(writer);
        }

        writer.Write(-1);
        writer.Write(_rareMarks.Count);
        foreach (var (device, mark) in _rareMarks.OrderBy(entry => entry.Key))
        {
            writer.Write(device);
            mark.Save(writer);
        }
    }

    public void Restore(BinaryReader reader, IndexMap map)
    {
        _startNanos = reader.ReadInt64();
        Grow(_registry.DeviceCount);
        for (var saved = reader.ReadInt32(); saved >= 0; saved = reader.ReadInt32())
        {
            var mark = QualityMark.Restore(reader);
            if (map.Devices[saved] is var device and >= 0)
            {
                _marks[device] = mark;
            }
        }

        _rareMarks.Clear();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var device = map.Devices[reader.ReadInt32()];
            var mark = RareMark.Restore(reader);
            if (device >= 0)
            {
                _rareMarks.Add(device, mark);
            }
        }
    }

    private void Close(long endNanos, IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        for (var device = 0; device < _sources.Length; device++)
        {
            if (!_sources.IsKnown(device))
            {
                continue;
            }

            var counts = CountsOf(device, endNanos);
            var entry = _registry.Device(device);
            Give(AggregateScope.Device, device, entry.Kind, counts, output);
            for (var zone = entry.Zone; zone >= 0; zone = _registry.Zones[zone].Parent)
            {
                _zones[(zone, entry.Kind)] = _zones.GetValueOrDefault((zone, entry.Kind)) + counts;
            }
        }

        foreach (var ((zone, kind), counts) in _zones)
        {
            Give(AggregateScope.Zone, zone, kind, counts, output);
        }

        _zones.Clear();
        Flush(output);
    }

    // A declared device that was never heard is silent for the whole hour; one heard for the first time counts from then on.
    private QualityCounts CountsOf(int device, long endNanos)
    {
        _figures.TryCopy(device, out var figures);
        var all = _view.Counts(figures, device, endNanos);
        var mark = device < _marks.Length ? _marks[device] : default;
        var from = Math.Clamp(figures.FirstHeardNanos == 0 ? _startNanos : figures.FirstHeardNanos, _startNanos, endNanos);
        var known = (double)(endNanos - from);
        var silent = figures.FirstHeardNanos == 0 ? known : Math.Clamp(all.SilentNanos - mark.SilentNanos, 0, known);
        var (now, rare) = (QualityMark.Of(all), RareMark.Of(all));
        var before = _rareMarks.GetValueOrDefault(device);
        return new QualityCounts(
            Math.Max(1, (long)(known / _sources.IntervalNanos(_sources.Meet(device)))), unchecked(now.Accepted - mark.Accepted), unchecked(rare.Duplicates - before.Duplicates),
            unchecked(rare.Late - before.Late), unchecked(rare.Rejected - before.Rejected), Math.Max(0, unchecked((int)(rare.Lost - before.Lost))), 0,
            unchecked(now.Doubtful - mark.Doubtful), 0, known, silent);
    }

    private void Mark(long startNanos)
    {
        var devices = Math.Min(_sources.Length, _registry.DeviceCount);
        Grow(devices);
        _rareMarks.Clear();
        for (var device = 0; device < devices; device++)
        {
            _figures.TryCopy(device, out var figures);
            var counts = _view.Counts(figures, device, startNanos);
            _marks[device] = QualityMark.Of(counts);
            if (RareMark.Of(counts) is var rare && rare != default)
            {
                _rareMarks.Add(device, rare);
            }
        }
    }

    private void Give(AggregateScope scope, int owner, int kind, in QualityCounts counts, IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        ReadOnlySpan<double> ratios = [counts.Valid, counts.Complete, counts.Clean, counts.Live];
        for (var i = 0; i < ratios.Length; i++)
        {
            var value = ratios[i];
            if (double.IsNaN(value))
            {
                continue;
            }

            _chunk.Add(new WindowAggregate(
                scope, AggregateStage.Final, owner, kind, _metrics[i], _startNanos, LengthNanos, 0, 1, value, value, value, value, value, value, 0,
                double.NaN, double.NaN, double.NaN, 1));
            if (_chunk.Count == ChunkSize)
            {
                Flush(output);
            }
        }
    }

    private void Flush(IObserver<IReadOnlyList<WindowAggregate>> output)
    {
        if (_chunk.Count > 0)
        {
            output.OnNext(_chunk);
            _chunk.Clear();
        }
    }

    private void Grow(int least)
    {
        if (_marks.Length < least)
        {
            Array.Resize(ref _marks, least);
        }
    }
}
