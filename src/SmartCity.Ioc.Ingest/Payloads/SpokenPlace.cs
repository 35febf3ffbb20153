using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>Where a device says that it is.</summary>
internal static class SpokenPlace
{
    /// <summary>A device that nobody declared has no place on the map until it says where it is; later words are readings and move nothing here.</summary>
    /// <param name="batch">The device's message is its last.</param>
    public static void Note(CityRegistry registry, ReadingBatch batch, int device)
    {
        if (batch.Locations.Count == 0 || batch.Locations[^1].Message != batch.Messages.Length - 1)
        {
            return;
        }

        var entry = registry.Device(device);
        if (!entry.Declared && entry.Location is null)
        {
            registry.Update(entry with { Location = batch.Locations[^1].Location });
        }
    }
}
