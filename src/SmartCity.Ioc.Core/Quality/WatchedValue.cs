namespace SmartCity.Ioc.Quality;

/// <summary>The newest value of a metric whose kind limits how it may change or stay.</summary>
internal struct WatchedValue
{
    public int Metric;
    public bool IsFlat;
    public double Value;

    /// <summary>Event time of the value, and of the first one in the row that equals it.</summary>
    public long MeasuredAtNanos;
    public long SameSinceNanos;
}
