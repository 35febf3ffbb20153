using System.Globalization;
using System.IO.Pipelines;
using System.Text.Json;

namespace SmartCity.Ioc.Host.Api.History;

/// <summary>The answer as <see cref="Answers.HistoryAnswer"/> describes it, without ever holding it whole.</summary>
internal sealed class HistoryJson(HistoryAnswerHead head, HistoryQuestion question) : IHistoryFormat, IDisposable
{
    private Utf8JsonWriter? _json;

    public string ContentType => "application/json; charset=utf-8";

    public void Begin(PipeWriter output)
    {
        var json = _json = new Utf8JsonWriter(output, new JsonWriterOptions { SkipValidation = true });
        json.WriteStartObject();
        json.WriteString("device"u8, head.Device);
        json.WriteString("zone"u8, head.Zone);
        json.WriteString("kind"u8, head.Kind);
        json.WriteString("metric"u8, question.Metric);
        json.WriteString("unit"u8, head.Unit);
        json.WriteString("window"u8, question.Window?.ToString());
        json.WriteString("timeZone"u8, question.Zone.Id);
        if (head.MissingFromNanos != 0 || head.MissingToNanos != 0)
        {
            json.WriteStartObject("missing"u8);
            Time("from"u8, head.MissingFromNanos);
            Time("to"u8, Math.Min(head.MissingToNanos, question.ToNanos));
            json.WriteEndObject();
        }

        json.WriteStartArray("points"u8);
    }

    public void Write(PipeWriter output, in HistoryItem item)
    {
        var json = _json!;
        json.WriteStartObject();
        Time("t"u8, item.TimeNanos);
        if (item.Kind == HistoryItemKind.Gap)
        {
            json.WriteBoolean("gap"u8, true);
            Time("until"u8, item.EndNanos);
        }
        else if (item.Kind == HistoryItemKind.OpenWindow)
        {
            json.WriteBoolean("provisional"u8, true);
        }

        if (question.Window is null)
        {
            Number("value", item.Value);
            if (item.TimeAssumed)
            {
                json.WriteBoolean("timeAssumed"u8, true);
            }
        }
        else if (question.Statistics is [var one])
        {
            Number("value", item.Kind == HistoryItemKind.Gap ? double.NaN : WindowStatistics.Of(item.Window, one));
        }
        else
        {
            Statistics(item);
        }

        json.WriteEndObject();
        json.Flush();
    }

    public void End(PipeWriter output, string? nextCursor)
    {
        _json!.WriteEndArray();
        _json.WriteString("nextCursor"u8, nextCursor);
        _json.WriteEndObject();
        _json.Flush();
    }

    public void Dispose() => _json?.Dispose();

    // Of a window that has no percentiles they are absent; of a gap there is a count of 0, and what was asked for as null.
    private void Statistics(in HistoryItem item)
    {
        var isGap = item.Kind == HistoryItemKind.Gap;
        if (question.Statistics is null && !isGap)
        {
            _json!.WriteNumber("revision"u8, item.Window.Revision);
        }

        foreach (var name in question.Statistics ?? WindowStatistics.Names)
        {
            if (name == "count")
            {
                _json!.WriteNumber("count"u8, item.Window.Count);
            }
            else if (isGap ? question.Statistics is not null || name == "mean" : question.Statistics is not null || double.IsFinite(WindowStatistics.Of(item.Window, name)))
            {
                Number(name, isGap ? double.NaN : WindowStatistics.Of(item.Window, name));
            }
        }
    }

    private void Number(string name, double value)
    {
        if (double.IsFinite(value))
        {
            _json!.WriteNumber(name, value);
        }
        else
        {
            _json!.WriteNull(name);
        }
    }

    private void Time(ReadOnlySpan<byte> name, long nanos)
    {
        Span<char> text = stackalloc char[32];
        ApiTime.FromNanos(nanos).UtcDateTime.TryFormat(text, out var length, Rfc3339Converter.Format, CultureInfo.InvariantCulture);
        _json!.WriteString(name, text[..length]);
    }
}
