using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.Pipeline;

/// <summary>Writes layouts into a checkpoint: whole where one comes for the first time, by its number afterwards.</summary>
internal sealed class LayoutIds
{
    private readonly Dictionary<MetricLayout, int> _ids = [];

    public void Write(BinaryWriter writer, MetricLayout layout)
    {
        if (_ids.TryGetValue(layout, out var id))
        {
            writer.Write(id);
            return;
        }

        writer.Write(-1);
        _ids.Add(layout, _ids.Count);
        writer.Write(layout.Kind);
        writer.Write(layout.Count);
        for (var i = 0; i < layout.Count; i++)
        {
            writer.Write(layout.Metrics[i]);
            writer.Write(layout.KeepsPercentiles(i));
        }
    }
}
