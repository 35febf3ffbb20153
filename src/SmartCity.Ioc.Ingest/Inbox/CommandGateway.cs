using SmartCity.Ioc.Commands;

namespace SmartCity.Ioc.Ingest.Inbox;

/// <inheritdoc/>
internal sealed class CommandGateway(InputInbox inbox) : ICommandGateway
{
    public async ValueTask<CommandResult> SubmitAsync(AlertCommand command, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(command);
        var pending = new PendingCommand(command, CommandJson.Encode(command));
        await inbox.SubmitAsync(pending, cancellation);
        return await pending.Outcome.WaitAsync(cancellation);
    }
}
