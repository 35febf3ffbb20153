using System.Buffers;
using System.Text.Json;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>Writes a frame by copying what is encoded already; the lanes are always there, empty where nothing changed.</summary>
internal static class LiveFrameWriter
{
    // All but the lanes.
    private const int Around = 512;
    private const byte EndOfRecord = 0x1e;

    /// <summary>As an item of a stream, in the JSON hub protocol.</summary>
    /// <param name="invocation">The stream's id, which the client chose.</param>
    public static void WriteItem(string invocation, LiveFrame frame, IBufferWriter<byte> output)
    {
        var writer = new PieceWriter(output, frame.Bytes + Around);
        writer.Raw("{\"type\":2,\"invocationId\":\""u8);
        writer.Raw(JsonEncodedText.Encode(invocation).EncodedUtf8Bytes);
        writer.Raw("\",\"item\":"u8);
        Write(frame, ref writer);
        writer.Raw([(byte)'}', EndOfRecord]);
        writer.End();
    }

    /// <summary>The JSON object alone.</summary>
    public static void Write(LiveFrame frame, IBufferWriter<byte> output)
    {
        var writer = new PieceWriter(output, frame.Bytes + Around);
        Write(frame, ref writer);
        writer.End();
    }

    private static void Write(LiveFrame frame, ref PieceWriter writer)
    {
        writer.Raw("{\"cursor\":\""u8);
        writer.Ascii(frame.Cursor);
        writer.Raw("\",\"epoch\":\""u8);
        writer.Ascii(frame.Epoch);
        writer.Raw(frame.Reset ? "\",\"reset\":true,\"sentAt\":"u8 : "\",\"reset\":false,\"sentAt\":"u8);
        writer.Number(frame.SentAt);
        if (frame.Now is { } now)
        {
            writer.Raw(",\"now\":"u8);
            writer.Number(now);
        }

        writer.Raw(",\"devices\":"u8);
        writer.Raw(frame.Devices.Span);
        if (frame.Packed is { } packed)
        {
            writer.Raw(",\"packed\":{\"roster\":"u8);
            writer.Raw(packed.Roster.Span);
            writer.Raw(",\"base\":"u8);
            writer.Number(packed.Base);
            writer.Raw(",\"count\":"u8);
            writer.Number((long)packed.Count);
            writer.Raw(",\"updates\":\""u8);
            writer.Base64(packed.Updates.Span);
            writer.Raw("\"}"u8);
        }

        writer.Raw(",\"zones\":"u8);
        writer.Raw(frame.Zones.Span);
        writer.Raw(",\"alerts\":"u8);
        writer.Raw(frame.Alerts.Span);
        if (frame.Replayed is { } replayed)
        {
            writer.Raw(",\"replayed\":"u8);
            writer.Number((long)replayed);
        }

        writer.Raw(",\"indicators\":"u8);
        writer.Raw(frame.Indicators.Span);
        writer.Raw(",\"ages\":{\"mqtt\":"u8);
        WriteAge(ref writer, frame.MqttAge);
        writer.Raw(",\"store\":"u8);
        WriteAge(ref writer, frame.StoreAge);
        writer.Raw("}}"u8);
    }

    private static void WriteAge(ref PieceWriter writer, double? seconds)
    {
        if (seconds is { } age)
        {
            writer.Number(Math.Round(age, 3));
        }
        else
        {
            writer.Raw("null"u8);
        }
    }
}
