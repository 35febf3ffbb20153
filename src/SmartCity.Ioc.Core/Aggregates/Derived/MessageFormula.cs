using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Derived;

/// <summary>Works one metric out of the values of one message: no memory, so the order of messages does not show.</summary>
/// <param name="metric">Index of what it makes.</param>
internal abstract class MessageFormula(int metric)
{
    public int Metric { get; } = metric;

    /// <param name="text">Wording beside the number, or null.</param>
    /// <returns>NaN where the message does not say enough.</returns>
    public abstract double Of(int device, ReadOnlySpan<MetricValue> values, out string? text);

    /// <returns>NaN where the metric is not in the message.</returns>
    protected static double Value(ReadOnlySpan<MetricValue> values, int metric)
    {
        foreach (ref readonly var value in values)
        {
            if (value.Metric == metric)
            {
                return value.Value;
            }
        }

        return double.NaN;
    }
}
