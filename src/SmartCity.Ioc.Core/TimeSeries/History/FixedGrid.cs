namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>Windows of one length, aligned to the Unix epoch, as the pipeline's are.</summary>
public sealed class FixedGrid(long lengthNanos) : WindowGrid
{
    public override long StartOf(long nanos)
    {
        var rest = nanos % lengthNanos;
        return nanos - (rest < 0 ? rest + lengthNanos : rest);
    }

    public override long Next(long start) => start + lengthNanos;
}
