using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Alerts.RuleSets;

/// <summary>A rule as JSON, the way <c>PUT /api/v1/rules</c> takes it: the YAML's keys in camel case, what is the default left out. The version
/// is apart: two rules with the same text say the same.</summary>
internal static class RuleJson
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Write(AlertRule rule, IReadOnlyList<string> kinds, IReadOnlyList<string> zones, TimeZoneInfo timeZone) => Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", rule.Id);
        Localized(json, "title", rule.Title);
        Localized(json, "action", rule.Action);
        json.WriteString("owner", rule.Owner);
        json.WriteString("rationale", rule.Rationale);
        if (rule.Reference is not null)
        {
            json.WriteString("reference", rule.Reference);
        }

        if (rule.Levels.Count == 1)
        {
            json.WriteString("severity", Name(rule.Severity));
        }

        json.WriteString("domain", Name(rule.Domain));
        Ids(json, "kinds", kinds);
        Ids(json, "zones", zones);
        Ids(json, "devices", rule.Devices);
        if (rule.Effective is { } period)
        {
            Date(json, "effectiveFrom", period.FromNanos, long.MinValue, timeZone);
            Date(json, "effectiveTo", period.ToNanos, long.MaxValue, timeZone);
        }

        if (rule.Levels.Count == 1)
        {
            json.WritePropertyName("condition");
            ConditionJson.Write(json, rule.Condition);
        }
        else
        {
            json.WriteStartArray("levels");
            foreach (var level in rule.Levels)
            {
                json.WriteStartObject();
                json.WriteString("severity", Name(level.Severity));
                json.WritePropertyName("condition");
                ConditionJson.Write(json, level.Condition);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    });

    public static string Write(WatchList list, TimeZoneInfo timeZone) => Text(json =>
    {
        json.WriteStartObject();
        json.WriteString("id", list.Id);
        json.WriteStartArray("entries");
        foreach (var entry in list.Entries)
        {
            json.WriteStartObject();
            json.WriteString("value", entry.Value);
            Date(json, "until", entry.UntilNanos ?? long.MaxValue, long.MaxValue, timeZone);
            if (entry.Note is not null)
            {
                json.WriteString("note", entry.Note);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <param name="text">A rule's text, which begins with its id.</param>
    public static string WithVersion(string text, int version) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{{\"version\":{version},{text.AsSpan(1)}");

    public static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum => ChoiceNames<TEnum>.All[Array.IndexOf(ChoiceNames<TEnum>.Values, value)];

    private static string Text(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Localized(Utf8JsonWriter json, string name, LocalizedText text)
    {
        json.WriteStartObject(name);
        json.WriteString("vi", text.Vi);
        json.WriteString("en", text.En);
        json.WriteEndObject();
    }

    private static void Ids(Utf8JsonWriter json, string name, IReadOnlyList<string> ids)
    {
        json.WriteStartArray(name);
        foreach (var id in ids)
        {
            json.WriteStringValue(id);
        }

        json.WriteEndArray();
    }

    private static void Date(Utf8JsonWriter json, string name, long nanos, long none, TimeZoneInfo timeZone)
    {
        if (nanos != none)
        {
            json.WriteString(name, TimeZoneInfo.ConvertTime(DateTimeOffset.UnixEpoch.AddTicks(nanos / 100), timeZone).ToString("yyyy-MM-dd'T'HH:mm:ssK", System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
