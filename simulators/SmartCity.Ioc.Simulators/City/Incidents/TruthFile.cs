using System.Text.Json;

namespace SmartCity.Ioc.Simulators.City.Incidents;

/// <summary>
/// What really happened, one JSON object a line, written when an incident begins: <c>{"incident":1,"type":"pollution","device":…,"zone":…,
/// "lat":…,"lon":…,"radius":…,"from":…,"to":…}</c>, radius in metres and times as the readings' <c>ts</c> in milliseconds since the Unix
/// epoch. Acceptance tests compare it with the alerts.
/// </summary>
internal sealed class TruthFile(TextWriter writer, DateTimeOffset start) : IDisposable
{
    public void Write(Incident incident)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("incident", incident.Number);
            json.WriteString("type", JsonNamingPolicy.KebabCaseLower.ConvertName(incident.Kind.ToString()));
            json.WriteString("device", incident.Device.Id);
            json.WriteString("zone", incident.Device.ZoneId);
            json.WriteNumber("lat", incident.Device.Location.Lat);
            json.WriteNumber("lon", incident.Device.Location.Lon);
            json.WriteNumber("radius", incident.RadiusMetres);
            json.WriteNumber("from", (start + incident.From).ToUnixTimeMilliseconds());
            json.WriteNumber("to", (start + incident.To).ToUnixTimeMilliseconds());
            json.WriteEndObject();
        }

        writer.Write(System.Text.Encoding.UTF8.GetString(buffer.ToArray()));
        writer.Write('\n');
        writer.Flush();
    }

    public void Dispose() => writer.Dispose();
}
