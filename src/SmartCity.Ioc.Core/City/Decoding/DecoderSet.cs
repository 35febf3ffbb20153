namespace SmartCity.Ioc.City.Decoding;

/// <summary>What <c>decoders.yaml</c> says: which topics beside the contract's own are taken, and how their payloads are read. Immutable.</summary>
/// <param name="Text">The file's text. The journal keeps it, so that a replay reads each message as it was read then.</param>
/// <param name="Mappings">In the order in which they are tried; the first whose topic and conditions fit decides.</param>
public sealed record DecoderSet(string Text, IReadOnlyList<MessageMapping> Mappings)
{
    public static DecoderSet Empty { get; } = new("", []);
}
