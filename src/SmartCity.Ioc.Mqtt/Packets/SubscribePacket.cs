using System.Buffers;
using System.Text;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>SUBSCRIBE with at least one filter.</summary>
public sealed record SubscribePacket(ushort PacketId, IReadOnlyList<MqttSubscription> Subscriptions, MqttProperties? Properties = null)
{
    public static bool TryRead(
        in MqttFrame frame, MqttProtocolVersion version, MqttScratch scratch, out SubscribePacket? packet, out MqttDecodeError error)
    {
        packet = null;
        var reader = new MqttReader(scratch.Linear(frame.Body));
        var packetId = reader.PacketId();
        var properties = default(MqttProperties);
        if (version == MqttProtocolVersion.V500)
        {
            properties = MqttProperties.Read(reader.PropertyBlock(), MqttPacketType.Subscribe, out var wrong);
            if (wrong.IsError)
            {
                reader.Fail(wrong);
            }
        }

        var subscriptions = new List<MqttSubscription>();
        while (reader.Remaining > 0)
        {
            var filter = reader.Utf8();
            var options = reader.Byte();
            if (!reader.Failed)
            {
                Check(filter, options, version, ref reader);
                subscriptions.Add(new MqttSubscription(
                    Encoding.UTF8.GetString(filter),
                    (byte)(options & 3),
                    (options & 4) != 0,
                    (options & 8) != 0,
                    (MqttRetainHandling)(options >> 4 & 3)));
            }
        }

        if (subscriptions.Count == 0)
        {
            reader.Fail(MqttDecodeError.Protocol("no-topic-filter")); // [MQTT-3.8.3-2]
        }

        error = reader.Error;
        if (error.IsError)
        {
            return false;
        }

        packet = new SubscribePacket(packetId, subscriptions, properties);
        return true;
    }

    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        using var body = new MqttBodyWriter();
        body.UInt16(PacketId);
        body.Properties(Properties, version);
        foreach (var subscription in Subscriptions)
        {
            body.Utf8(subscription.Filter);
            body.Byte((byte)(version == MqttProtocolVersion.V500
                ? subscription.Qos
                    | (subscription.NoLocal ? 4 : 0)
                    | (subscription.RetainAsPublished ? 8 : 0)
                    | (int)subscription.RetainHandling << 4
                : subscription.Qos));
        }

        body.Send(output, MqttPacketType.Subscribe, flags: 2);
    }

    private static void Check(ReadOnlySpan<byte> filter, byte options, MqttProtocolVersion version, ref MqttReader reader)
    {
        var isV5 = version == MqttProtocolVersion.V500;
        if (!MqttTopic.IsFilter(filter))
        {
            reader.Fail(new MqttDecodeError(MqttReasonCode.TopicFilterInvalid, "topic-filter"));
        }
        else if ((options & (isV5 ? 0xC0 : 0xFC)) != 0 && version != MqttProtocolVersion.V310)
        {
            reader.Fail(MqttDecodeError.Malformed("subscription-options")); // [MQTT-3.8.3-5], 3.1.1 [MQTT-3-8.3-4]
        }
        else if ((options & 3) == 3 || (isV5 && (options & 0x30) == 0x30))
        {
            reader.Fail(MqttDecodeError.Protocol("subscription-options"));
        }
        else if (isV5 && (options & 4) != 0 && MqttTopic.IsShared(filter))
        {
            reader.Fail(MqttDecodeError.Protocol("no-local-on-shared")); // [MQTT-3.8.3-4]
        }
    }
}
