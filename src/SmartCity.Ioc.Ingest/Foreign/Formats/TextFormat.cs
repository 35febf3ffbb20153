using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Foreign.Formats;

/// <summary>A bare word or number, as relays and counters send it: <c>{"value": …}</c>.</summary>
internal sealed class TextFormat : IPayloadFormat
{
    private const int Longest = 1024;

    public JsonDocument Read(in ForeignMessage message)
    {
        var text = message.Payload.Trim(" \t\r\n\0"u8);
        if (text.IsEmpty)
        {
            throw new UnreadablePayloadException(QuarantineReason.Empty, "The payload is empty.");
        }

        if (text.Length > Longest || !Utf8.IsValid(text))
        {
            throw new UnreadablePayloadException(QuarantineReason.MalformedPayload, "The payload is no short text.");
        }

        var json = new ArrayBufferWriter<byte>(text.Length + 32);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteString("value"u8, text);
            writer.WriteEndObject();
        }

        return JsonDocument.Parse(json.WrittenMemory);
    }

    public void Save(BinaryWriter writer)
    {
        // It remembers nothing.
    }

    public void Restore(BinaryReader reader)
    {
    }
}
