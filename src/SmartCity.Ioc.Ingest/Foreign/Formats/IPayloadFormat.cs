using System.Text.Json;

namespace SmartCity.Ioc.Ingest.Foreign.Formats;

/// <summary>Reads payloads of one format to the JSON document that mappings look into. Owned by the shard's thread; what it remembers of
/// earlier messages is a function of the journal and part of the checkpoint.</summary>
internal interface IPayloadFormat
{
    /// <returns>The document, which the caller disposes.</returns>
    /// <exception cref="UnreadablePayloadException">The payload is not of this format.</exception>
    JsonDocument Read(in ForeignMessage message);

    void Save(BinaryWriter writer);

    /// <exception cref="InvalidDataException">Written by a later version.</exception>
    void Restore(BinaryReader reader);
}
