using SmartCity.Ioc.City;
using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Quality;

/// <summary>The newest value of a metric whose kind limits how it may change or stay.</summary>
internal struct WatchedValue
{
    /// <summary>A drift shows over legs of at least so long, two in the same direction.</summary>
    private const long LegNanos = 20_000_000_000;
    private const int DriftLegs = 2;

    public int Metric;
    public bool IsFlat;
    public double Value;

    /// <summary>Event time of the value, and of the first one in the row that equals it.</summary>
    public long MeasuredAtNanos;
    public long SameSinceNanos;

    // Where the leg under way began, and how many before it in a row were too steep: above zero upwards, below it downwards.
    private long _legNanos;
    private double _legValue;
    private sbyte _steepLegs;

    public readonly bool IsDrifting => Math.Abs((int)_steepLegs) >= DriftLegs;

    /// <param name="isJump">It came here by an impossible step: no drift.</param>
    public void Note(double value, long measuredAtNanos, MetricDefinition limits, bool isJump)
    {
        if (MeasuredAtNanos == 0 || value != Value)
        {
            SameSinceNanos = measuredAtNanos;
        }

        Value = value;
        MeasuredAtNanos = measuredAtNanos;
        IsFlat = measuredAtNanos - SameSinceNanos >= limits.FlatAfter?.Ticks * 100;
        NoteLeg(limits.MaxTrendPerMinute, isJump);
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(Metric);
        writer.Write(IsFlat);
        writer.Write(Value);
        writer.Write(MeasuredAtNanos);
        writer.Write(SameSinceNanos);
        writer.Write(_legNanos);
        writer.Write(_legValue);
        writer.Write(_steepLegs);
    }

    public static WatchedValue Restore(BinaryReader reader, IndexMap map) => new()
    {
        Metric = map.Metrics[reader.ReadInt32()],
        IsFlat = reader.ReadBoolean(),
        Value = reader.ReadDouble(),
        MeasuredAtNanos = reader.ReadInt64(),
        SameSinceNanos = reader.ReadInt64(),
        _legNanos = reader.ReadInt64(),
        _legValue = reader.ReadDouble(),
        _steepLegs = reader.ReadSByte(),
    };

    private void NoteLeg(double? mostPerMinute, bool isJump)
    {
        if (mostPerMinute is null)
        {
            return;
        }

        if (_legNanos == 0 || isJump)
        {
            (_legNanos, _legValue, _steepLegs) = (MeasuredAtNanos, Value, 0);
            return;
        }

        if (MeasuredAtNanos - _legNanos < LegNanos)
        {
            return;
        }

        var perMinute = (Value - _legValue) / ((MeasuredAtNanos - _legNanos) / 60e9);
        var direction = Math.Abs(perMinute) <= mostPerMinute ? 0 : Math.Sign(perMinute);
        _steepLegs = (sbyte)(direction == 0 ? 0 : Math.Sign(_steepLegs) == direction ? Math.Clamp(_steepLegs + direction, -DriftLegs, DriftLegs) : direction);
        (_legNanos, _legValue) = (MeasuredAtNanos, Value);
    }
}
