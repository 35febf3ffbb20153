namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>Puts other decoders in force while the server runs: through the journal of inputs, so that a replay changes them at the same
/// message.</summary>
public interface IDecoderGateway
{
    /// <summary>The text of the decoders in force.</summary>
    string InForce { get; }

    /// <summary>Returns once the decoders are durable and in force.</summary>
    /// <param name="text">What stands in <c>decoders.yaml</c>; empty for none.</param>
    /// <returns>Why they are refused, in which case those before stay; null where they are in force.</returns>
    /// <exception cref="IOException">The journal can not take them now; nothing happened.</exception>
    ValueTask<string?> PutInForceAsync(string text, CancellationToken cancellation);
}
