using System.Buffers;
using System.Formats.Cbor;
using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Foreign.Formats;

/// <summary>SenML in CBOR (RFC 8428 section 6) to SenML in JSON.</summary>
internal static class SenmlCbor
{
    /// <summary>RFC 8949 section 3.1: a pack is an array.</summary>
    public const int ArrayType = 4;

    // RFC 8428 table 4; the base version is -1.
    private static readonly string[] Labels = ["n", "u", "v", "vs", "vb", "s", "t", "ut", "vd"];
    private static readonly string[] BaseLabels = ["bver", "bn", "bt", "bu", "bv", "bs"];

    /// <exception cref="UnreadablePayloadException">It is no SenML in CBOR.</exception>
    public static JsonDocument ToJson(ReadOnlySpan<byte> payload)
    {
        var json = new ArrayBufferWriter<byte>(1024);
        try
        {
            var cbor = new CborReader(payload.ToArray(), CborConformanceMode.Lax);
            using var writer = new Utf8JsonWriter(json);
            writer.WriteStartArray();
            cbor.ReadStartArray();
            while (cbor.PeekState() != CborReaderState.EndArray)
            {
                WriteRecord(cbor, writer);
            }

            cbor.ReadEndArray();
            writer.WriteEndArray();
            if (cbor.BytesRemaining > 0)
            {
                throw new CborContentException("Something stands after the end.");
            }
        }
        catch (Exception e) when (e is CborContentException or InvalidOperationException or OverflowException)
        {
            throw new UnreadablePayloadException(QuarantineReason.MalformedPayload, $"It is no SenML in CBOR: {e.Message}");
        }

        return JsonDocument.Parse(json.WrittenMemory);
    }

    private static void WriteRecord(CborReader cbor, Utf8JsonWriter json)
    {
        cbor.ReadStartMap();
        json.WriteStartObject();
        while (cbor.PeekState() != CborReaderState.EndMap)
        {
            json.WritePropertyName(ReadLabel(cbor));
            WriteValue(cbor, json);
        }

        cbor.ReadEndMap();
        json.WriteEndObject();
    }

    private static string ReadLabel(CborReader cbor)
    {
        if (cbor.PeekState() == CborReaderState.TextString)
        {
            return cbor.ReadTextString();
        }

        var label = cbor.ReadInt32();
        var (labels, at) = label >= 0 ? (Labels, label) : (BaseLabels, -1 - label);
        return at < labels.Length ? labels[at] : string.Create(CultureInfo.InvariantCulture, $"{label}");
    }

    private static void WriteValue(CborReader cbor, Utf8JsonWriter json)
    {
        switch (cbor.PeekState())
        {
            case CborReaderState.UnsignedInteger:
                json.WriteNumberValue(cbor.ReadUInt64());
                break;
            case CborReaderState.NegativeInteger:
                json.WriteNumberValue(cbor.ReadInt64());
                break;
            case CborReaderState.HalfPrecisionFloat:
                json.WriteNumberValue((double)cbor.ReadHalf());
                break;
            case CborReaderState.SinglePrecisionFloat:
                // As its shortest text: 22.1 is meant by a float of 22.1, not 22.100000381.
                json.WriteNumberValue(cbor.ReadSingle());
                break;
            case CborReaderState.DoublePrecisionFloat:
                json.WriteNumberValue(cbor.ReadDouble());
                break;
            case CborReaderState.Boolean:
                json.WriteBooleanValue(cbor.ReadBoolean());
                break;
            case CborReaderState.TextString:
                json.WriteStringValue(cbor.ReadTextString());
                break;
            case CborReaderState.ByteString:
                // As in JSON: base64 with the URL alphabet, without padding (RFC 8428 section 5).
                json.WriteStringValue(System.Buffers.Text.Base64Url.EncodeToString(cbor.ReadByteString()));
                break;
            case CborReaderState.Tag when cbor.PeekTag() == CborTag.DecimalFraction:
                json.WriteNumberValue(cbor.ReadDecimal());
                break;
            default:
                cbor.SkipValue();
                json.WriteNullValue();
                break;
        }
    }
}
