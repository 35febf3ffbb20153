using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>The properties of a PUBLISH that go on to subscribers unaltered: all but topic alias and expiry, which the broker sets itself.</summary>
internal static class ForwardedProperties
{
    public static ReadOnlySpan<byte> Of(in PublishPacket packet)
    {
        var own = (packet.TopicAlias != 0 ? 3 : 0) + (packet.MessageExpiryInterval is null ? 0 : 5);
        if (own == 0)
        {
            return packet.Properties;
        }

        if (own == packet.Properties.Length)
        {
            return default;
        }

        var kept = new byte[packet.Properties.Length - own];
        var at = 0;
        var reader = new MqttPropertyReader(packet.Properties, MqttPacketType.Publish);
        while (reader.TryNext(out var property))
        {
            if (property.Id is not (MqttPropertyId.TopicAlias or MqttPropertyId.MessageExpiryInterval))
            {
                property.Raw.CopyTo(kept.AsSpan(at));
                at += property.Raw.Length;
            }
        }

        return kept;
    }

    /// <summary>The same of a will.</summary>
    public static byte[] Of(MqttProperties? will) => will is null
        ? []
        : new MqttProperties
        {
            PayloadFormatIndicator = will.PayloadFormatIndicator,
            ContentType = will.ContentType,
            ResponseTopic = will.ResponseTopic,
            CorrelationData = will.CorrelationData,
            UserProperties = will.UserProperties,
        }.ToBlock();
}
