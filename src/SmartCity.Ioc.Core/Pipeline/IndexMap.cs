using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// The names behind the indexes in a checkpoint, and where each stands now: indexes are another process's. What the city does not have any
/// more is -1, and its state is read over.
/// </summary>
internal sealed class IndexMap
{
    private IndexMap(int[] devices, int[] zones, int[] kinds, int[] metrics)
    {
        (Devices, Zones, Kinds, Metrics) = (devices, zones, kinds, metrics);
    }

    public int[] Devices { get; }

    public int[] Zones { get; }

    public int[] Kinds { get; }

    public int[] Metrics { get; }

    public static void Save(BinaryWriter writer, CityRegistry registry)
    {
        Write(registry.DeviceCount, device => registry.Device(device).Id);
        Write(registry.Zones.Count, zone => registry.Zones[zone].Id);
        Write(registry.Kinds.Count, kind => registry.Kinds[kind].Id);
        Write(registry.MetricCount, registry.MetricName);

        void Write(int count, Func<int, string> name)
        {
            writer.Write(count);
            for (var i = 0; i < count; i++)
            {
                writer.Write(name(i));
            }
        }
    }

    public static IndexMap Restore(BinaryReader reader, CityRegistry registry)
    {
        return new IndexMap(
            Read(name => registry.TryFindDevice(name, out var device) ? device : -1),
            Read(name => registry.Zones.TryGet(name, out var zone) ? zone.Index : -1),
            Read(name => registry.TryFindKind(name, out var kind) ? kind : -1),
            Read(registry.InternMetric));

        int[] Read(Func<string, int> find)
        {
            var indexes = new int[reader.ReadInt32()];
            for (var i = 0; i < indexes.Length; i++)
            {
                indexes[i] = find(reader.ReadString());
            }

            return indexes;
        }
    }
}
