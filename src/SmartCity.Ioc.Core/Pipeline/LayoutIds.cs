using SmartCity.Ioc.Aggregates;

namespace SmartCity.Ioc.Pipeline;

/// <summary>Writes layouts into a checkpoint: whole where one comes for the first time, by its number afterwards.</summary>
internal sealed class LayoutIds
{
    // By the layouts' own ids, and 1; 0 for one that did not come yet.
    private int[] _ids = new int[64];
    private int _count;

    public void Write(BinaryWriter writer, MetricLayout layout)
    {
        if (layout.Id >= _ids.Length)
        {
            Array.Resize(ref _ids, Math.Max(layout.Id + 1, 2 * _ids.Length));
        }

        if (_ids[layout.Id] is var id and not 0)
        {
            writer.Write(id - 1);
            return;
        }

        writer.Write(-1);
        _ids[layout.Id] = ++_count;
        writer.Write(layout.Kind);
        writer.Write(layout.Count);
        for (var i = 0; i < layout.Count; i++)
        {
            writer.Write(layout.Metrics[i]);
            writer.Write(layout.KeepsPercentiles(i));
        }
    }
}
