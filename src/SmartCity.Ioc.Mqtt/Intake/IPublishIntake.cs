namespace SmartCity.Ioc.Mqtt.Intake;

/// <summary>
/// Where PUBLISH packets go: the city's inbox. The listener's connections and the client both hand over to it, in place, from the thread
/// that read the socket. It never blocks: when it is full the connection stops reading, and the sender feels it.
/// </summary>
public interface IPublishIntake
{
    /// <summary>Takes a message (copying what it keeps) or refuses it because there is no room; a refused one is offered again.</summary>
    /// <param name="receipt">Completed exactly once if the message was taken; not at all if it was refused.</param>
    bool TryTake(in PublishView publish, PublishReceipt receipt);

    /// <summary>Called after the last message of one read: what was taken may be handed on as one batch.</summary>
    void EndOfRead();

    /// <summary>Completes when there is room again. May complete early; the caller tries and waits again.</summary>
    ValueTask WaitForRoomAsync(CancellationToken cancellation);
}
