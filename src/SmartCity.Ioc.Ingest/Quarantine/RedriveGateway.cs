using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Quarantine;

/// <inheritdoc/>
internal sealed class RedriveGateway(InputInbox inbox) : IRedriveGateway
{
    // A frame holds up the shard for a few milliseconds, not for more.
    private const int MostInFrame = 200;
    private const int MostBytesInFrame = 512 * 1024;

    public async ValueTask<RedriveCounts> RedriveAsync(IReadOnlyList<QuarantinedMessage> messages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var counts = RedriveCounts.None;
        var frame = new List<QuarantinedMessage>();
        var bytes = 0;
        foreach (var message in messages)
        {
            if (frame.Count == MostInFrame || (frame.Count > 0 && bytes + message.Payload.Length > MostBytesInFrame))
            {
                counts += await SubmitAsync(frame, cancellation);
                frame.Clear();
                bytes = 0;
            }

            frame.Add(message);
            bytes += message.Payload.Length;
        }

        return frame.Count > 0 ? counts + await SubmitAsync(frame, cancellation) : counts;
    }

    private async ValueTask<RedriveCounts> SubmitAsync(List<QuarantinedMessage> frame, CancellationToken cancellation)
    {
        var pending = new PendingCommand(FrameKind.Redrive, RedriveFrame.Write(frame));
        await inbox.SubmitAsync(pending, cancellation);
        await pending.Outcome.WaitAsync(cancellation);
        return pending.Redriven;
    }
}
