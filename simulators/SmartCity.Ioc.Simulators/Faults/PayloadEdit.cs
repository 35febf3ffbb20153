using System.Globalization;
using System.IO.Enumeration;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults;

/// <summary>Changes what a message of the contract says. Any other payload is left as it is.</summary>
internal static class PayloadEdit
{
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    // The members that are no metric.
    private static readonly string[] Reserved = ["ts", "seq", "id", "zone", "type", "loc", "events", "status"];

    public static TimedMessage Each(TimedMessage message, Action<JsonObject> change)
    {
        if (message.IsStatus || message.Payload.IsEmpty || message.Payload.Span[0] is not ((byte)'{' or (byte)'['))
        {
            return message;
        }

        JsonNode? node;
        try
        {
            node = JsonNode.Parse(message.Payload.Span);
        }
        catch (JsonException)
        {
            return message;
        }

        foreach (var reading in node switch { JsonArray batch => batch.OfType<JsonObject>(), JsonObject one => [one], _ => [] })
        {
            change(reading);
        }

        return message with { Payload = JsonSerializer.SerializeToUtf8Bytes(node, Plain) };
    }

    /// <summary>The metrics whose names fit a pattern, with their numbers.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode>> Metrics(JsonObject reading, string pattern) =>
        from member in reading
        where member.Value?.GetValueKind() == JsonValueKind.Number && !Reserved.Contains(member.Key)
            && FileSystemName.MatchesSimpleExpression(pattern, member.Key, ignoreCase: false)
        select new KeyValuePair<string, JsonNode>(member.Key, member.Value!);

    public static double Number(JsonNode value) => double.Parse(value.ToJsonString(), CultureInfo.InvariantCulture);

    public static long? Sequence(JsonObject reading) =>
        reading["seq"] is JsonValue value && value.TryGetValue<long>(out var sequence) ? sequence : null;

    public static void MoveSequence(JsonObject reading, long by)
    {
        if (Sequence(reading) is { } sequence)
        {
            reading["seq"] = Math.Max(0, sequence + by);
        }
    }

    public static void MoveTime(JsonObject reading, TimeSpan by)
    {
        if (reading["ts"] is not JsonValue value)
        {
            return;
        }

        if (value.TryGetValue<long>(out var milliseconds))
        {
            reading["ts"] = milliseconds + (long)by.TotalMilliseconds;
        }
        else if (value.TryGetValue<string>(out var text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            reading["ts"] = (time + by).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);
        }
    }
}
