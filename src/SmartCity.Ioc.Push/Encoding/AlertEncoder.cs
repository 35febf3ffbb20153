using System.Text.Json;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.State;

namespace SmartCity.Ioc.Push.Encoding;

/// <summary>Alerts as JSON objects of CONTRACT section 5, times in epoch milliseconds.</summary>
internal static class AlertEncoder
{
    /// <summary>Bytes of an alert.</summary>
    public const long UsualLength = 680;

    /// <summary>With a <c>change</c> member where the entry is a change and not a state that was found at the start.</summary>
    public static byte[] Encode(AlertEntry entry) => entry.Json ??= Write(entry.Alert, entry.Transition);

    private static byte[] Write(Alert alert, AlertTransition? transition)
    {
        var json = FragmentWriter.Begin();
        json.WriteStartObject();
        json.WriteString("id"u8, alert.Id);
        json.WriteString("rule"u8, alert.Rule);
        json.WriteString("severity"u8, WireNames.Of(alert.Severity));
        json.WriteString("state"u8, WireNames.Of(alert.State));
        json.WriteStartObject("title"u8);
        json.WriteString("vi"u8, alert.Title.Vi);
        json.WriteString("en"u8, alert.Title.En);
        json.WriteEndObject();
        json.WriteString("zone"u8, alert.Zone);
        WriteText(json, "device"u8, alert.Device);
        WriteText(json, "kind"u8, alert.Kind);
        WriteText(json, "metric"u8, alert.Metric);
        WriteNumber(json, "value"u8, alert.Value);
        WriteNumber(json, "threshold"u8, alert.Threshold);
        json.WriteNumber("eventTime"u8, EpochTime.Milliseconds(alert.EventTimeNanos));
        json.WriteNumber("raisedAt"u8, EpochTime.Milliseconds(alert.RaisedAtNanos));
        WriteTime(json, "clearedAt"u8, alert.ClearedAtNanos);
        WriteText(json, "acknowledgedBy"u8, alert.AcknowledgedBy);
        WriteText(json, "assignee"u8, alert.Assignee);
        WriteTime(json, "shelvedUntil"u8, alert.ShelvedUntilNanos);
        WriteText(json, "incident"u8, alert.Incident);
        json.WriteNumber("revision"u8, alert.Revision);
        if (transition is not null)
        {
            json.WriteStartObject("change"u8);
            json.WriteNumber("sequence"u8, transition.Sequence);
            json.WriteString("action"u8, transition.Action);
            json.WriteNumber("at"u8, EpochTime.Milliseconds(transition.AtNanos));
            json.WriteString("by"u8, transition.By);
            WriteText(json, "note"u8, transition.Note);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        return FragmentWriter.End();
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string? value)
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteTime(Utf8JsonWriter json, ReadOnlySpan<byte> name, long? nanos)
    {
        if (nanos is { } at)
        {
            json.WriteNumber(name, EpochTime.Milliseconds(at));
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteNumber(Utf8JsonWriter json, ReadOnlySpan<byte> name, double? value)
    {
        if (value is { } number && double.IsFinite(number))
        {
            json.WriteNumber(name, number);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
