using System.Text.Json;
using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Scenario;

/// <summary>A device that says what a script lays down: its metrics as points in time, in between on a straight line, each reading a little
/// off it.</summary>
/// <param name="Interval">Between two messages.</param>
/// <param name="Metrics">Points in order of time; before the first and after the last the value stays.</param>
/// <param name="Noise">The share of the value that a reading may be off.</param>
internal sealed record Signal(
    string Zone, string Kind, string Device, TimeSpan Interval, IReadOnlyDictionary<string, IReadOnlyList<(TimeSpan At, double Value)>> Metrics, double Noise)
{
    public IEnumerable<TimedMessage> Messages(DateTimeOffset start, TimeSpan length, ulong seed, int lane)
    {
        var stream = City.Noise.Stream(Device);
        var topic = $"ioc/v1/{Zone}/{Kind}/{Device}";
        var number = 0;

        // Signals do not all speak at the same moment.
        for (var at = Interval * City.Noise.Unit(seed, stream, -1); at < length; at += Interval)
        {
            using var buffer = new MemoryStream();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteNumber("ts", (start + at).ToUnixTimeMilliseconds());
                json.WriteNumber("seq", number);
                foreach (var (metric, points) in Metrics)
                {
                    var off = 1 + (Noise * ((2 * City.Noise.Unit(seed, stream + City.Noise.Stream(metric), number)) - 1));
                    json.WriteNumber(metric, Math.Round(ValueAt(points, at) * off, 2, MidpointRounding.AwayFromZero));
                }

                json.WriteEndObject();
            }

            yield return new TimedMessage(at, topic, buffer.ToArray(), Retain: false, lane);
            number++;
        }
    }

    private static double ValueAt(IReadOnlyList<(TimeSpan At, double Value)> points, TimeSpan at)
    {
        for (var i = 0; i < points.Count; i++)
        {
            if (at < points[i].At)
            {
                return i == 0 ? points[0].Value : points[i - 1].Value
                    + ((points[i].Value - points[i - 1].Value) * ((at - points[i - 1].At) / (points[i].At - points[i - 1].At)));
            }
        }

        return points[^1].Value;
    }
}
