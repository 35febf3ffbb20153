using System.Text.Json;
using System.Text.Unicode;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Foreign.Formats;

/// <summary>JSON as it is.</summary>
internal sealed class JsonFormat : IPayloadFormat
{
    // Deeper than the contract's own payloads: some products wrap theirs.
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 32 };

    public JsonDocument Read(in ForeignMessage message) => Parse(message.Payload);

    public void Save(BinaryWriter writer)
    {
        // It remembers nothing.
    }

    public void Restore(BinaryReader reader)
    {
    }

    /// <exception cref="UnreadablePayloadException">Not UTF-8 or not JSON.</exception>
    public static JsonDocument Parse(ReadOnlySpan<byte> payload)
    {
        // RFC 8259 section 8.1: a parser may ignore a byte order mark.
        var json = payload.StartsWith("\uFEFF"u8) ? payload[3..] : payload;
        if (json.Trim(" \t\r\n"u8).IsEmpty)
        {
            throw new UnreadablePayloadException(QuarantineReason.Empty, "The payload is empty.");
        }

        if (!Utf8.IsValid(json))
        {
            throw new UnreadablePayloadException(QuarantineReason.MalformedPayload, "The payload is not UTF-8.");
        }

        JsonDocument? document = null;
        try
        {
            var reader = new Utf8JsonReader(json, Options);
            document = JsonDocument.ParseValue(ref reader);
            if (reader.Read())
            {
                throw new JsonException("Something stands after the end.");
            }

            return document;
        }
        catch (JsonException e)
        {
            document?.Dispose();
            throw new UnreadablePayloadException(QuarantineReason.MalformedPayload, e.Message);
        }
    }
}
