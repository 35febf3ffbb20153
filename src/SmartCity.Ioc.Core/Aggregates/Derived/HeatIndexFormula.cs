using SmartCity.Ioc.Aggregates.Indices;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Derived;

internal sealed class HeatIndexFormula(int metric, int temperature, int humidity) : MessageFormula(metric)
{
    public override double Of(int device, ReadOnlySpan<MetricValue> values, out string? text)
    {
        text = null;
        return HeatIndex.Celsius(Value(values, temperature), Value(values, humidity));
    }
}
