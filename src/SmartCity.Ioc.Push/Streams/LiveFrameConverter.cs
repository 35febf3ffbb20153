using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>Writes a frame by copying what is encoded already; the lanes are always there, empty where nothing changed.</summary>
internal sealed class LiveFrameConverter : JsonConverter<LiveFrame>
{
    public override LiveFrame Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Frames go out only.");

    public override void Write(Utf8JsonWriter writer, LiveFrame value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("cursor"u8, value.Cursor);
        writer.WriteString("epoch"u8, value.Epoch);
        writer.WriteBoolean("reset"u8, value.Reset);
        writer.WriteNumber("sentAt"u8, value.SentAt);
        if (value.Now is { } now)
        {
            writer.WriteNumber("now"u8, now);
        }

        WriteRaw(writer, "devices"u8, value.Devices);
        if (value.Packed is { } packed)
        {
            writer.WriteStartObject("packed"u8);
            WriteRaw(writer, "roster"u8, packed.Roster);
            writer.WriteNumber("base"u8, packed.Base);
            writer.WriteNumber("count"u8, packed.Count);
            writer.WriteBase64String("updates"u8, packed.Updates.Span);
            writer.WriteEndObject();
        }

        WriteRaw(writer, "zones"u8, value.Zones);
        WriteRaw(writer, "alerts"u8, value.Alerts);
        if (value.Replayed is { } replayed)
        {
            writer.WriteNumber("replayed"u8, replayed);
        }

        WriteRaw(writer, "indicators"u8, value.Indicators);
        writer.WriteStartObject("ages"u8);
        WriteAge(writer, "mqtt"u8, value.MqttAge);
        WriteAge(writer, "store"u8, value.StoreAge);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // Our own encoders made it, so parsing it once more for every wall would only cost.
    private static void WriteRaw(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ReadOnlyMemory<byte> json)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(json.Span, skipInputValidation: true);
    }

    private static void WriteAge(Utf8JsonWriter writer, ReadOnlySpan<byte> name, double? seconds)
    {
        if (seconds is { } age)
        {
            writer.WriteNumber(name, Math.Round(age, 3));
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
