using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Fakes;

/// <summary>A decoded message, taken out of its batch.</summary>
internal sealed record Seen(
    string Device, string Zone, long MeasuredAtNanos, long ReceivedAtNanos, ulong Identity, MessageMarks Marks,
    IReadOnlyDictionary<string, double> Values, IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<DetectionEvent> Events,
    GeoPoint? Location, long ClockNanos)
{
    public static IEnumerable<Seen> From(ReadingBatch batch, CityRegistry registry)
    {
        var seen = new List<Seen>();
        for (var i = 0; i < batch.Messages.Length; i++)
        {
            var message = batch.Messages[i];
            var device = registry.Device(message.Device);
            seen.Add(new Seen(
                device.Id, registry.Zones[device.Zone].Id, message.MeasuredAtNanos, message.ReceivedAtNanos, message.Identity, message.Marks,
                batch.ValuesOf(message).ToArray().ToDictionary(v => registry.MetricName(v.Metric), v => v.Value),
                batch.Attributes.Where(a => a.Message == i).GroupBy(a => a.Name).ToDictionary(a => a.Key, a => a.Last().Value),
                [.. batch.Events.Where(e => e.Message == i)],
                batch.Locations.Where(l => l.Message == i).Select(l => (GeoPoint?)l.Location).FirstOrDefault(),
                batch.ClockNanos));
        }

        return seen;
    }
}
