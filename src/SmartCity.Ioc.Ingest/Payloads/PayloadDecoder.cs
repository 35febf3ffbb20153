using System.Text.Json;
using System.Text.Unicode;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>
/// A payload after CONTRACT section 3, decoded in place: no allocation for a known device with known metrics. What the contract leaves
/// open is decided in docs/payloads.md. Owned by the shard's thread; never throws because of what is in a payload.
/// </summary>
internal sealed class PayloadDecoder(CityRegistry registry, RegistrationOptions options, IElementSink sink, PayloadDecoder? leader = null)
{
    // Levels of nesting that are followed, a batch's array included.
    private static readonly JsonReaderOptions JsonOptions = new() { MaxDepth = 16 };

    private readonly ElementDecoder _elements = new(registry, options, sink, leader?._elements);

    /// <inheritdoc cref="ElementDecoder.Metrics"/>
    public KindMetrics Metrics(int kind) => _elements.Metrics(kind);

    public void Decode(ReadOnlySpan<byte> payload, in MessageContext context)
    {
        if (_elements.TryDecodeFlat(payload, context))
        {
            return;
        }

        // RFC 8259 section 8.1: a parser may ignore a byte order mark.
        var json = payload.StartsWith("\uFEFF"u8) ? payload[3..] : payload;
        if (json.Trim(" \t\r\n"u8).IsEmpty)
        {
            sink.Reject(context, payload, QuarantineReason.Empty, "The payload is empty.");
            return;
        }

        if (!Utf8.IsValid(json))
        {
            sink.Reject(context, payload, QuarantineReason.MalformedPayload, "The payload is not UTF-8.");
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(json, JsonOptions);
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    _elements.Decode(ref reader, json, context, isWhole: true);
                    break;
                case JsonTokenType.StartArray:
                    DecodeArray(ref reader, json, context);
                    break;
                default:
                    sink.Reject(context, payload, QuarantineReason.MalformedPayload, "The payload is neither an object nor an array of objects.");
                    break;
            }
        }
        catch (JsonException e)
        {
            sink.Reject(context, payload, QuarantineReason.MalformedPayload, e.Message);
        }
    }

    private void DecodeArray(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, in MessageContext context)
    {
        // The whole is read before any element counts: half a batch may not go in and the other half be put aside as unreadable.
        var probe = reader;
        while (probe.Read())
        {
        }

        var isEmpty = true;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            isEmpty = false;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                _elements.Decode(ref reader, json, context, isWhole: false);
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            sink.Reject(context, json[start..(int)reader.BytesConsumed], QuarantineReason.MalformedPayload, "The batch's element is not an object.");
        }

        if (isEmpty)
        {
            sink.Reject(context, json, QuarantineReason.Empty, "The batch has no elements.");
        }
    }
}
