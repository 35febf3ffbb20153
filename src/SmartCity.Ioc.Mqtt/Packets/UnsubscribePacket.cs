using System.Buffers;
using System.Text;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>UNSUBSCRIBE with at least one filter.</summary>
public sealed record UnsubscribePacket(ushort PacketId, IReadOnlyList<string> Filters, MqttProperties? Properties = null)
{
    public static bool TryRead(
        in MqttFrame frame, MqttProtocolVersion version, MqttScratch scratch, out UnsubscribePacket? packet, out MqttDecodeError error)
    {
        packet = null;
        var reader = new MqttReader(scratch.Linear(frame.Body));
        var packetId = reader.PacketId();
        var properties = default(MqttProperties);
        if (version == MqttProtocolVersion.V500)
        {
            properties = MqttProperties.Read(reader.PropertyBlock(), MqttPacketType.Unsubscribe, out var wrong);
            if (wrong.IsError)
            {
                reader.Fail(wrong);
            }
        }

        var filters = new List<string>();
        while (reader.Remaining > 0)
        {
            var filter = reader.Utf8();
            if (!reader.Failed && !MqttTopic.IsFilter(filter))
            {
                reader.Fail(new MqttDecodeError(MqttReasonCode.TopicFilterInvalid, "topic-filter"));
            }

            filters.Add(Encoding.UTF8.GetString(filter));
        }

        if (filters.Count == 0)
        {
            reader.Fail(MqttDecodeError.Protocol("no-topic-filter")); // [MQTT-3.10.3-2]
        }

        error = reader.Error;
        if (error.IsError)
        {
            return false;
        }

        packet = new UnsubscribePacket(packetId, filters, properties);
        return true;
    }

    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        using var body = new MqttBodyWriter();
        body.UInt16(PacketId);
        body.Properties(Properties, version);
        foreach (var filter in Filters)
        {
            body.Utf8(filter);
        }

        body.Send(output, MqttPacketType.Unsubscribe, flags: 2);
    }
}
