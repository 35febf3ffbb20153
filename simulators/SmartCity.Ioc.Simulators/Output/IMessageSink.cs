namespace SmartCity.Ioc.Simulators.Output;

/// <summary>Where a simulation's messages go. Calls come from one thread.</summary>
internal interface IMessageSink : IAsyncDisposable
{
    /// <summary>Messages taken so far.</summary>
    long Sent { get; }

    /// <summary>Takes a message; waits where the way out is full. It may rest in a buffer until <see cref="FlushAsync"/>.</summary>
    ValueTask SendAsync(OutgoingMessage message, CancellationToken cancellation);

    /// <summary>The end of a burst: what was taken leaves now.</summary>
    ValueTask FlushAsync(CancellationToken cancellation);

    /// <summary>Completes when everything of QoS 1 and 2 is acknowledged.</summary>
    Task DrainAsync(CancellationToken cancellation);
}
