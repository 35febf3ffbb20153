using System.Globalization;
using System.IO.Pipelines;
using System.Text;

namespace SmartCity.Ioc.Host.Api.History;

/// <summary>
/// Rows of RFC 4180 under a header. A gap is a row with its time and nothing else, so that a chart made of it breaks there. All fields are
/// times and numbers, so nothing needs quotes.
/// </summary>
internal sealed class HistoryCsv(HistoryQuestion question) : IHistoryFormat
{
    private readonly IReadOnlyList<string> _columns = question.Window is null ? [] : question.Statistics ?? WindowStatistics.Names;

    public string ContentType => "text/csv; charset=utf-8; header=present";

    public void Begin(PipeWriter output) => Put(
        output, question.Window is null ? "time,value,timeAssumed\r\n" : $"time,end,provisional,{(question.Statistics is null ? "revision," : "")}{string.Join(',', _columns)}\r\n");

    public void Write(PipeWriter output, in HistoryItem item)
    {
        Time(output, item.TimeNanos);
        if (question.Window is null)
        {
            Put(output, ",");
            Number(output, item.Value);
            Put(output, item.TimeAssumed ? ",1" : item.Kind == HistoryItemKind.Gap ? "," : ",0");
        }
        else
        {
            Put(output, ",");
            Time(output, item.EndNanos);
            var isGap = item.Kind == HistoryItemKind.Gap;
            Put(output, isGap ? "," : item.Kind == HistoryItemKind.OpenWindow ? ",1" : ",0");
            if (question.Statistics is null)
            {
                Put(output, ",");
                Number(output, isGap ? double.NaN : item.Window.Revision);
            }

            foreach (var column in _columns)
            {
                Put(output, ",");
                Number(output, isGap ? double.NaN : WindowStatistics.Of(item.Window, column));
            }
        }

        Put(output, "\r\n");
    }

    public void End(PipeWriter output, string? nextCursor)
    {
    }

    private static void Put(PipeWriter output, string text) => Encoding.UTF8.GetBytes(text, output);

    private static void Number(PipeWriter output, double value)
    {
        if (double.IsFinite(value))
        {
            value.TryFormat(output.GetSpan(32), out var length, default, CultureInfo.InvariantCulture);
            output.Advance(length);
        }
    }

    private static void Time(PipeWriter output, long nanos)
    {
        ApiTime.FromNanos(nanos).UtcDateTime.TryFormat(output.GetSpan(32), out var length, Rfc3339Converter.Format, CultureInfo.InvariantCulture);
        output.Advance(length);
    }
}
