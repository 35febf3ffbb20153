using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>A command on its way through the journal, with somebody who waits for its result.</summary>
internal sealed class PendingCommand
{
    public PendingCommand(AlertCommand command, byte[] json) => (Kind, Command, Body) = (FrameKind.Command, command, json);

    /// <summary>What is no operator's act on an alert.</summary>
    public PendingCommand(FrameKind kind, byte[] body) => (Kind, Body) = (kind, body);

    private readonly TaskCompletionSource<CommandResult> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public FrameKind Kind { get; }

    /// <summary>For a frame of kind <see cref="FrameKind.Command"/>.</summary>
    public AlertCommand? Command { get; }

    /// <summary>What the journal keeps.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>For a frame of kind <see cref="FrameKind.Redrive"/>; set before <see cref="Complete"/>.</summary>
    public RedriveCounts Redriven { get; set; } = RedriveCounts.None;

    public Task<CommandResult> Outcome => _result.Task;

    public void Complete(CommandResult result) => _result.TrySetResult(result);

    public void Fail(Exception reason) => _result.TrySetException(reason);
}
