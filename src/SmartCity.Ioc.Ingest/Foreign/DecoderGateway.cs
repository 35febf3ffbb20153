using System.Text;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Topics;
using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <inheritdoc/>
internal sealed class DecoderGateway(InputInbox inbox, TopicScope scope) : IDecoderGateway
{
    public string InForce => scope.Decoders.Text;

    public async ValueTask<string?> PutInForceAsync(string text, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(text);
        var pending = new PendingCommand(FrameKind.Decoders, Encoding.UTF8.GetBytes(text));
        await inbox.SubmitAsync(pending, cancellation);
        var result = await pending.Outcome.WaitAsync(cancellation);
        return result.Outcome == CommandOutcome.Done ? null : result.Message;
    }
}
