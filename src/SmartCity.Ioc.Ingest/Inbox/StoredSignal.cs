using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>Waits for one message's fate on behalf of a caller that is not a connection.</summary>
internal sealed class StoredSignal : IReceiptOwner
{
    private readonly TaskCompletionSource<PublishOutcome> _outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<PublishOutcome> Outcome => _outcome.Task;

    public void Complete(ulong tag, PublishOutcome outcome) => _outcome.TrySetResult(outcome);
}
