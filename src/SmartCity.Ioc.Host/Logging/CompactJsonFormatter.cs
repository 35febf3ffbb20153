using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;

namespace SmartCity.Ioc.Host.Logging;

/// <summary>One event as one line of JSON in CLEF (https://clef-json.org): <c>@t</c> time in UTC, <c>@l</c> level unless information, <c>@m</c> the
/// message for a person, <c>@mt</c> its template, <c>@x</c> the exception, and the message's values by name.</summary>
internal sealed class CompactJsonFormatter : ITextFormatter
{
    private static readonly JsonValueFormatter Values = new(typeTagName: "$type");

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write("{\"@t\":\"");
        output.Write(logEvent.Timestamp.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        output.Write('"');
        if (logEvent.Level != LogEventLevel.Information)
        {
            Member(output, "@l", logEvent.Level.ToString());
        }

        Member(output, "@m", logEvent.MessageTemplate.Render(logEvent.Properties, CultureInfo.InvariantCulture));
        Member(output, "@mt", logEvent.MessageTemplate.Text);
        if (logEvent.Exception is { } exception)
        {
            Member(output, "@x", exception.ToString());
        }

        foreach (var (name, value) in logEvent.Properties)
        {
            output.Write(',');

            // A name that begins with @ would be taken for one of the above.
            JsonValueFormatter.WriteQuotedJsonString(name.StartsWith('@') ? "@" + name : name, output);
            output.Write(':');
            Values.Format(value, output);
        }

        output.Write("}\n");
    }

    private static void Member(TextWriter output, string name, string value)
    {
        output.Write(",\"");
        output.Write(name);
        output.Write("\":");
        JsonValueFormatter.WriteQuotedJsonString(value, output);
    }
}
