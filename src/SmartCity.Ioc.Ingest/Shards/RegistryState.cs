using SmartCity.Ioc.City;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>The part of a checkpoint that says who registered itself by speaking: zones, kinds, devices and metric names that the city's
/// files do not declare, in the order in which they came. Ids, not indexes.</summary>
internal static class RegistryState
{
    public static void Save(BinaryWriter writer, CityRegistry registry, PayloadDecoder payloads)
    {
        var city = registry.City;
        var zones = registry.Zones;
        var kinds = registry.Kinds;
        var devices = registry.DeviceCount;
        writer.Write(zones.Count - city.Zones.Count);
        for (var i = city.Zones.Count; i < zones.Count; i++)
        {
            writer.Write(zones[i].Id);
        }

        writer.Write(kinds.Count - city.Kinds.Count);
        for (var i = city.Kinds.Count; i < kinds.Count; i++)
        {
            writer.Write(kinds[i].Id);
            writer.Write(kinds[i].ExpectedInterval.Ticks);
        }

        writer.Write(devices - city.Devices.Count);
        for (var i = city.Devices.Count; i < devices; i++)
        {
            var device = registry.Device(i);
            writer.Write(device.Id);
            writer.Write(zones[device.Zone].Id);
            writer.Write(kinds[device.Kind].Id);
            writer.Write(device.Location?.Lat ?? double.NaN);
            writer.Write(device.Location?.Lon ?? double.NaN);
        }

        writer.Write(kinds.Count);
        for (var i = 0; i < kinds.Count; i++)
        {
            var names = payloads.Metrics(i).Undeclared.ToList();
            writer.Write(kinds[i].Id);
            writer.Write(names.Count);
            names.ForEach(writer.Write);
        }
    }

    public static void Restore(BinaryReader reader, CityRegistry registry, PayloadDecoder payloads, TimeSpan interval)
    {
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            registry.RegisterZone(reader.ReadString());
        }

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            registry.RegisterKind(reader.ReadString(), TimeSpan.FromTicks(reader.ReadInt64()));
        }

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var id = reader.ReadString();
            var device = registry.Register(reader.ReadString(), reader.ReadString(), id, interval);
            var (lat, lon) = (reader.ReadDouble(), reader.ReadDouble());

            // Declared in the city's files meanwhile: then those are right.
            if (!device.Declared && !double.IsNaN(lat))
            {
                registry.Update(device with { Location = new GeoPoint(lat, lon) });
            }
        }

        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var isKnown = registry.TryFindKind(reader.ReadString(), out var kind);
            for (var names = reader.ReadInt32(); names > 0; names--)
            {
                var name = System.Text.Encoding.UTF8.GetBytes(reader.ReadString());
                if (isKnown && payloads.Metrics(kind).Find(name) < 0)
                {
                    payloads.Metrics(kind).TryAdd(name);
                }
            }
        }
    }
}
