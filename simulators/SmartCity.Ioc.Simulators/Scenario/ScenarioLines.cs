using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace SmartCity.Ioc.Simulators.Scenario;

/// <summary>
/// What came of a scenario as lines that a person can review: what happens to several devices in the same second is one line,
/// <c>{"at":"00:03:10","alert":"camera-offline","severity":"minor","action":"raised","state":"active","devices":["cam-001","cam-002"]}</c>, of
/// more than a dozen the first, the last and the count.
/// </summary>
internal sealed class ScenarioLines
{
    private const int MostNamed = 12;

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly List<(string At, string Group, (string Key, string Text) What, (string Key, string Id) Subject, (string Key, string Text)[] Details)> _events = [];

    public void Add(TimeSpan at, (string Key, string Text) what, (string Key, string Id) subject, (string Key, string Text)[] details) =>
        _events.Add((Clock(at), $"{what} {subject.Key} {string.Join(' ', details)}", what, subject, details));

    /// <summary>In order of time, of one second in the order of what happened first.</summary>
    public IEnumerable<string> Lines() =>
        _events.GroupBy(one => (one.At, one.Group)).Select(group => Line(group.Key.At, json =>
        {
            var first = group.First();
            json.WriteString(first.What.Key, first.What.Text);
            foreach (var (key, text) in first.Details)
            {
                json.WriteString(key, text);
            }

            var ids = group.Select(one => one.Subject.Id).Order(StringComparer.Ordinal).ToList();
            if (ids.Count == 1)
            {
                json.WriteString(first.Subject.Key, ids[0]);
                return;
            }

            json.WriteNumber("count", ids.Count);
            json.WriteStartArray(first.Subject.Key + "s");
            foreach (var id in ids.Count <= MostNamed ? ids : [ids[0], "…", ids[^1]])
            {
                json.WriteStringValue(id);
            }

            json.WriteEndArray();
        }));

    public static string Line(TimeSpan at, Action<Utf8JsonWriter> write) => Line(Clock(at), write);

    private static string Line(string at, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            json.WriteString("at", at);
            write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static string Clock(TimeSpan at) =>
        string.Create(CultureInfo.InvariantCulture, $"{(int)at.TotalHours:00}:{at.Minutes:00}:{at.Seconds:00}");
}
