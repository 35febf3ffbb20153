using System.Text;
using System.Text.Json;

namespace SmartCity.Ioc.Simulators.Output;

/// <summary>Writes each message as one line <c>{"topic":…,"payload":…}</c>: the payload as it is where it is JSON, as a string where not.</summary>
internal sealed class DryRunSink(TextWriter output) : IMessageSink
{
    public long Sent { get; private set; }

    public ValueTask SendAsync(OutgoingMessage message, CancellationToken cancellation)
    {
        Sent++;
        var payload = Encoding.UTF8.GetString(message.Payload.Span);
        output.Write("{\"topic\":\"");
        output.Write(Encoding.UTF8.GetString(message.Topic.Span));
        output.Write(message.Retain ? "\",\"retain\":true,\"payload\":" : "\",\"payload\":");
        output.Write(payload is ['{' or '[', ..] ? payload : JsonEncodedText.Encode(payload) is var text ? $"\"{text}\"" : "");
        output.Write("}\n");
        return ValueTask.CompletedTask;
    }

    public async ValueTask FlushAsync(CancellationToken cancellation) => await output.FlushAsync(cancellation).ConfigureAwait(false);

    public Task DrainAsync(CancellationToken cancellation) => output.FlushAsync(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
