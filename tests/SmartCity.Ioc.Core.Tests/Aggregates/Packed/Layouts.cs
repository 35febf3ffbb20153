using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.Core.Tests.Aggregates.Packed;

internal static class Layouts
{
    /// <summary>A layout of metrics 0, 1, 2, … that nobody declared.</summary>
    public static MetricLayout Of(int metrics, bool percentiles = false)
    {
        var layout = MetricLayout.Empty(0, 1, []);
        for (var metric = 0; metric < metrics; metric++)
        {
            layout = layout.With(metric, percentiles, null);
        }

        return layout;
    }
}
