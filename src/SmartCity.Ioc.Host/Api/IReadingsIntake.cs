namespace SmartCity.Ioc.Host.Api;

/// <summary>Where readings that come over HTTP go: the same inbox as those over MQTT.</summary>
internal interface IReadingsIntake
{
    /// <summary>Returns when the message is durable. Many at once share a group of the journal.</summary>
    /// <param name="historical">A back-fill: fills windows, raises no live alert.</param>
    /// <exception cref="IOException">The journal can not take it now; nothing happened.</exception>
    ValueTask SubmitAsync(string topic, ReadOnlyMemory<byte> payload, bool historical, CancellationToken cancellation);
}
