namespace SmartCity.Ioc.Mqtt.Transport;

/// <summary>A socket that a <see cref="ReadinessLoop"/> waits for. Both are called on the loop's thread.</summary>
internal interface IReadinessSource
{
    /// <summary>The socket has something, or takes something again.</summary>
    /// <returns>True when there may be more than was read.</returns>
    bool OnReady(uint ready);

    /// <summary>The loop ends, or the source failed: it lets go of its socket and leaves the loop, now or with its next event.</summary>
    void Cut();
}
