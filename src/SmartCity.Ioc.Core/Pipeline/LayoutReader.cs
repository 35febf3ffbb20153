using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.Pipeline;

/// <summary>Reads what <see cref="LayoutIds"/> wrote.</summary>
internal sealed class LayoutReader(BinaryReader reader, LayoutTable table, IndexMap map)
{
    private readonly List<MetricLayout> _layouts = [];

    /// <returns>The layout as it was saved; of a kind that the city has no more, one that serves to read over what follows.</returns>
    public MetricLayout Read()
    {
        var id = reader.ReadInt32();
        if (id >= 0)
        {
            return _layouts[id];
        }

        var kind = map.Kinds[reader.ReadInt32()];
        var layout = kind < 0 ? table.Foreign() : table.Empty(kind);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            layout = table.Restore(layout, map.Metrics[reader.ReadInt32()], reader.ReadBoolean());
        }

        _layouts.Add(layout);
        return layout;
    }
}
