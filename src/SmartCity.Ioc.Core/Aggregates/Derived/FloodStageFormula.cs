using SmartCity.Ioc.Aggregates.Indices;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Derived;

/// <param name="stages">By device, of the declared ones that say their levels.</param>
/// <param name="usual">For all others, or null.</param>
/// <param name="rises">The newest rates of rise, for the wording.</param>
internal sealed class FloodStageFormula(
    int metric, int level, IReadOnlyDictionary<int, FloodStage> stages, FloodStage? usual, RiseRates rises) : MessageFormula(metric)
{
    public override double Of(int device, ReadOnlySpan<MetricValue> values, out string? text)
    {
        text = null;
        var metres = Value(values, level);
        var stage = stages.TryGetValue(device, out var own) ? own : usual;
        if (double.IsNaN(metres) || stage is null)
        {
            return double.NaN;
        }

        text = stage.Describe(metres).Vi + FloodStage.DescribeRise(rises.Newest(device)).Vi;
        return stage.Of(metres);
    }
}
