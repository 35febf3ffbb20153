using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates;

/// <summary>The layouts in use, one tree for each kind. Used by one thread.</summary>
internal sealed class LayoutTable(CityRegistry registry)
{
    private readonly List<MetricLayout> _all = [];
    private readonly List<MetricLayout> _empty = [];
    private readonly List<MetricLayout> _first = [];

    /// <summary>By their <see cref="MetricLayout.Id"/>.</summary>
    public IReadOnlyList<MetricLayout> All => _all;

    public MetricLayout Empty(int kind)
    {
        while (_empty.Count <= kind)
        {
            _empty.Add(MetricLayout.Empty(_empty.Count, Math.Max(1, registry.Kinds[_empty.Count].ExpectedInterval.Ticks * 100), _all));
        }

        return _empty[kind];
    }

    /// <summary>The layout of a device that has said nothing yet. What the server works out of its messages has its place before them: it is worked out
    /// when a whole batch was looked at, so its place among the device's own would depend on where the batch was cut.</summary>
    public MetricLayout First(int kind)
    {
        while (_first.Count <= kind)
        {
            var layout = Empty(_first.Count);
            foreach (var derived in registry.Kinds[_first.Count].Derived.Where(derived => !derived.IsOfClosedWindows))
            {
                layout = With(layout, registry.InternMetric(derived.Definition.Id));
            }

            _first.Add(layout);
        }

        return _first[kind];
    }

    /// <summary>A layout that serves to read over what belongs to a kind that the city has no more.</summary>
    public MetricLayout Foreign() => MetricLayout.Empty(-1, 1, _all);

    public MetricLayout With(MetricLayout layout, int metric)
    {
        var definition = Definition(layout.Kind, metric);
        return layout.With(metric, definition is { Percentiles: true }, definition);
    }

    /// <summary>Like <see cref="With"/>, but with percentiles as they were kept when the layout was saved.</summary>
    public MetricLayout Restore(MetricLayout layout, int metric, bool percentiles) =>
        layout.With(metric, percentiles, layout.Kind >= 0 ? Definition(layout.Kind, metric) : null);

    /// <returns>The same metrics in the same places, with what the city declares today.</returns>
    public MetricLayout Today(MetricLayout layout)
    {
        var today = Empty(layout.Kind);
        foreach (var metric in layout.Metrics)
        {
            today = With(today, metric);
        }

        return today;
    }

    private MetricDefinition? Definition(int kind, int metric)
    {
        var name = registry.MetricName(metric);
        foreach (var declared in registry.Kinds[kind].Metrics)
        {
            if (declared.Id == name)
            {
                return declared;
            }
        }

        return null;
    }
}
