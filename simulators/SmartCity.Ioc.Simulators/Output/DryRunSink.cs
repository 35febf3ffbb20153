using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace SmartCity.Ioc.Simulators.Output;

/// <summary>Writes each message as one line <c>{"topic":…,"payload":…}</c>: the payload as it is where it is JSON, as a string
/// where not, and as <c>base64</c> where it is no text.</summary>
internal sealed class DryRunSink(TextWriter output) : IMessageSink
{
    public long Sent { get; private set; }

    public ValueTask SendAsync(OutgoingMessage message, CancellationToken cancellation)
    {
        Sent++;
        var isText = Utf8.IsValid(message.Payload.Span);
        var payload = isText ? Encoding.UTF8.GetString(message.Payload.Span) : Convert.ToBase64String(message.Payload.Span);
        output.Write("{\"topic\":\"");
        output.Write(Encoding.UTF8.GetString(message.Topic.Span));
        output.Write(message.Retain ? "\",\"retain\":true,\"" : "\",\"");
        output.Write(isText ? "payload\":" : "base64\":");
        output.Write(payload is ['{' or '[', ..] ? payload : $"\"{JsonEncodedText.Encode(payload, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"");
        output.Write("}\n");
        return ValueTask.CompletedTask;
    }

    public async ValueTask FlushAsync(CancellationToken cancellation) => await output.FlushAsync(cancellation).ConfigureAwait(false);

    public Task DrainAsync(CancellationToken cancellation) => output.FlushAsync(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
