using SmartCity.Ioc.Commands;

namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>A command on its way through the journal, with somebody who waits for its result.</summary>
internal sealed class PendingCommand(AlertCommand command, byte[] json)
{
    private readonly TaskCompletionSource<CommandResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AlertCommand Command { get; } = command;

    /// <summary>What the journal keeps.</summary>
    public ReadOnlyMemory<byte> Json { get; } = json;

    public Task<CommandResult> Outcome => _result.Task;

    public void Complete(CommandResult result) => _result.TrySetResult(result);

    public void Fail(Exception reason) => _result.TrySetException(reason);
}
