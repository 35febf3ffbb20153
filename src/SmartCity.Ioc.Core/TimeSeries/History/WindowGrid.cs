namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>How the time line is divided into windows.</summary>
public abstract class WindowGrid
{
    /// <summary>The start of the window that holds the moment.</summary>
    public abstract long StartOf(long nanos);

    /// <summary>The start of the window after the one that begins at <paramref name="start"/>.</summary>
    public abstract long Next(long start);

    /// <summary>The first start at or after a moment.</summary>
    public long FirstFrom(long nanos)
    {
        var start = StartOf(nanos);
        return start == nanos ? start : Next(start);
    }
}
