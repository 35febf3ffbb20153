using System.Buffers;
using System.Text;
using System.Text.Json;

namespace SmartCity.Ioc.Simulators.Faults;

/// <summary>
/// What was really injected, a line of JSON for each fault and device: <c>{"fault":"frozen","device":…,"zone":…,"kind":…,"from":…,"to":…,
/// "parameters":{…}}</c>, of a power cut one for the zone without a device; times as in the readings' <c>ts</c>, <c>to</c> null where the
/// fault lasts as long as the source.
/// </summary>
internal sealed class FaultTruth(TextWriter writer, DateTimeOffset start)
{
    public void Write(FaultSpec spec, (string Zone, string Kind, string Device)? address, string topic, TimeSpan from)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("fault", FaultSpec.Name(spec.Kind));
            if (spec.Kind == FaultKind.PowerCut)
            {
                json.WriteString("zone", spec.Zone);
            }
            else if (address is { } at)
            {
                json.WriteString("device", at.Device);
                json.WriteString("zone", at.Zone);
                json.WriteString("kind", at.Kind);
            }
            else
            {
                json.WriteString("topic", topic);
            }

            json.WriteNumber("from", (start + from).ToUnixTimeMilliseconds());
            if (spec.For is null)
            {
                json.WriteNull("to");
            }
            else
            {
                json.WriteNumber("to", (start + spec.To).ToUnixTimeMilliseconds());
            }

            json.WriteStartObject("parameters");
            foreach (var (key, value) in spec.Parameters)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        writer.Write(Encoding.UTF8.GetString(buffer.WrittenSpan));
        writer.Write('\n');
    }
}
