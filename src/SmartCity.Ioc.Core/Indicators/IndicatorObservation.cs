namespace SmartCity.Ioc.Indicators;

/// <summary>A value of an indicator at a time, and who put it.</summary>
/// <param name="TimeNanos">What the value is about: the end of its period.</param>
/// <param name="Note">What is to be known about it, or null.</param>
/// <param name="From">Address and program of who put it, or null.</param>
/// <param name="PutAtNanos">When it was put.</param>
/// <param name="Revision">1, and one more with every replacement of the same time.</param>
/// <param name="Numerator">The counted part that <paramref name="Value"/> comes from, or null where the office gave the value alone.</param>
/// <param name="Denominator">The whole that <paramref name="Numerator"/> is a part of.</param>
public sealed record IndicatorObservation(
    string Indicator, long TimeNanos, double Value, string? Note, string By, string? From, long PutAtNanos, int Revision = 1,
    double? Numerator = null, double? Denominator = null)
{
    /// <summary>Whether putting the other in its place would change nothing that is said about the city.</summary>
    public bool SaysTheSame(IndicatorObservation other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Value.Equals(other.Value) && Numerator.Equals(other.Numerator) && Denominator.Equals(other.Denominator)
            && string.Equals(Note, other.Note, StringComparison.Ordinal);
    }
}
