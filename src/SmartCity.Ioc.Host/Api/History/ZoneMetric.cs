using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Api.History;

/// <summary>Whose metric a question about a zone means: <c>kind=air&amp;metric=pm25</c>; <c>metric=air.pm25</c>, as the hub's frames have it; or
/// <c>metric=pm25</c> alone where one kind has it.</summary>
internal static class ZoneMetric
{
    /// <returns>The kind's index, and the query with kind and metric apart; the index is -1 where it was rejected.</returns>
    public static (int Kind, HistoryQuery Query) Read(HistoryQuery query, CityRegistry registry, ParameterCheck check)
    {
        if (!string.IsNullOrEmpty(query.Kind))
        {
            if (registry.TryFindKind(query.Kind, out var named))
            {
                return (named, query);
            }

            check.Reject("kind", query.Kind, "the id of a kind");
            return (-1, query);
        }

        var metric = query.Metric ?? "";
        var dot = metric.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && registry.TryFindKind(metric[..dot], out var prefixed))
        {
            return (prefixed, query with { Kind = metric[..dot], Metric = metric[(dot + 1)..] });
        }

        var owners = registry.Kinds.Where(kind => kind.AllMetrics.Any(m => m.Id == metric)).ToList();
        if (owners is [var only])
        {
            return (only.Index, query with { Kind = only.Id });
        }

        check.Add("kind", owners.Count == 0
            ? "kind is missing: the id of the kind whose metric is meant must stand there."
            : $"kind is missing: {string.Join(", ", owners.Select(kind => kind.Id))} all have a metric '{metric}', and one of them must stand there.");
        return (-1, query);
    }
}
