namespace SmartCity.Ioc.TimeSeries;

/// <summary>A reading of one of several metrics.</summary>
/// <param name="Metric">Its place in the list that was asked for.</param>
public readonly record struct MetricReading(long TimeNanos, int Metric, double Value) : IComparable<MetricReading>
{
    /// <summary>By time; those of one time in the order of the list.</summary>
    public int CompareTo(MetricReading other) =>
        TimeNanos != other.TimeNanos ? TimeNanos.CompareTo(other.TimeNanos) : Metric.CompareTo(other.Metric);

    public static bool operator <(MetricReading left, MetricReading right) => left.CompareTo(right) < 0;

    public static bool operator >(MetricReading left, MetricReading right) => left.CompareTo(right) > 0;

    public static bool operator <=(MetricReading left, MetricReading right) => left.CompareTo(right) <= 0;

    public static bool operator >=(MetricReading left, MetricReading right) => left.CompareTo(right) >= 0;
}
