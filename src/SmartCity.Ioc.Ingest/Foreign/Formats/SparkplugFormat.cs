using System.Buffers;
using System.Text.Json;
using SmartCity.Ioc.Ingest.Foreign.Sparkplug;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Foreign.Formats;

/// <summary>
/// Sparkplug B (Eclipse Sparkplug Specification 3.0): what an edge node or a device of it said, put together by time:
/// <c>[{"id", "group", "node", "device", "type", "time", "historical", "status", "metrics": [{"name", "value", "unit"}], "gap"}]</c>. Aliases come from
/// the births before; a death tells of the node and of all its devices.
/// </summary>
internal sealed class SparkplugFormat : IPayloadFormat
{
    private const byte Version = 1;

    private readonly SparkplugNodes _nodes = new();

    public JsonDocument Read(in ForeignMessage message)
    {
        var topic = SparkplugTopic.Parse(message.Topic)
            ?? throw new UnreadablePayloadException(QuarantineReason.MalformedTopic, "The topic is not spBv1.0/{group}/{type}/{node}[/{device}].");
        SparkplugPayload payload;
        try
        {
            payload = SparkplugPayload.Parse(message.Payload);
        }
        catch (InvalidDataException e)
        {
            throw new UnreadablePayloadException(QuarantineReason.MalformedPayload, $"It is no Sparkplug B payload: {e.Message}");
        }

        var gap = message.IsRedriven ? null : _nodes.Follow(topic, payload);
        if (topic.IsBirth && !message.IsRedriven)
        {
            _nodes.Birth(topic, payload);
        }

        _nodes.Name(topic, payload);
        var json = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartArray();
            Write(writer, topic, payload, gap, message.ArrivalNanos);
            writer.WriteEndArray();
        }

        return JsonDocument.Parse(json.WrittenMemory);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Version);
        _nodes.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new InvalidDataException($"Sparkplug's state has version {version}; this program reads {Version}.");
        }

        _nodes.Restore(reader);
    }

    private void Write(Utf8JsonWriter json, SparkplugTopic topic, SparkplugPayload payload, string? gap, long arrivalNanos)
    {
        if (topic.IsDeath)
        {
            // Section 6.4.28: with its node every device of it is gone. A will that a reconnection has overtaken (another bdSeq) is no news.
            foreach (var device in topic.Device is null ? _nodes.Death(topic, payload) : [topic.Device])
            {
                Begin(json, topic, device, payload.TimestampMs);
                json.WriteString("status", "offline");
                json.WriteEndObject();
            }

            return;
        }

        var any = false;
        var groups = payload.Metrics.Where(m => m.Value is not null).GroupBy(m => (Time: m.TimestampMs ?? payload.TimestampMs, m.IsHistorical));
        foreach (var group in groups)
        {
            Begin(json, topic, topic.Device, group.Key.Time);
            json.WriteBoolean("historical", group.Key.IsHistorical);
            WriteState(json, topic, any ? null : gap, any);
            json.WriteStartArray("metrics");
            foreach (var metric in group)
            {
                metric.Write(json);
            }

            json.WriteEndArray();
            json.WriteEndObject();
            any = true;
        }

        if (!any)
        {
            Begin(json, topic, topic.Device, payload.TimestampMs ?? (ulong)(arrivalNanos / 1_000_000));
            WriteState(json, topic, gap, isFurther: false);
            json.WriteEndObject();
        }
    }

    private static void Begin(Utf8JsonWriter json, SparkplugTopic topic, string? device, ulong? timeMs)
    {
        json.WriteStartObject();
        var id = $"{topic.Group}-{topic.Node}";
        json.WriteString("id", string.IsNullOrEmpty(device) ? id : $"{id}-{device}");
        json.WriteString("group", topic.Group);
        json.WriteString("node", topic.Node);
        json.WriteString("type", topic.Type);
        if (!string.IsNullOrEmpty(device))
        {
            json.WriteString("device", device);
        }

        if (timeMs is { } time)
        {
            json.WriteNumber("time", time);
        }
    }

    private static void WriteState(Utf8JsonWriter json, SparkplugTopic topic, string? gap, bool isFurther)
    {
        if (topic.IsBirth && !isFurther)
        {
            json.WriteString("status", "online");
        }

        if (gap is not null)
        {
            json.WriteString("gap", gap);
        }
    }
}
