using static SmartCity.Ioc.Mqtt.Packets.MqttPacketType;

namespace SmartCity.Ioc.Mqtt.Packets;

internal enum MqttPropertyType : byte
{
    None,

    /// <summary>A byte that may be 0 or 1; every byte property of MQTT 5 is one.</summary>
    Flag,
    UInt16,
    UInt32,
    VarInt,
    Utf8,
    Binary,
    Pair,
}

/// <param name="Packets">Bit n set: allowed in packet type n; bit 0: in a will.</param>
internal readonly record struct MqttPropertyRule(MqttPropertyType Type, ushort Packets)
{
    public bool Allows(MqttPacketType packet) => (Packets >> (int)packet & 1) != 0;
}

/// <summary>Table 2-4 of MQTT 5: each property's type and the packets that may carry it.</summary>
internal static class MqttPropertyRules
{
    private static readonly MqttPropertyRule[] Rules = Build();

    public static MqttPropertyRule Of(MqttPropertyId id) => (int)id < Rules.Length ? Rules[(int)id] : default;

    private static MqttPropertyRule[] Build()
    {
        var rules = new MqttPropertyRule[(int)MqttPropertyId.SharedSubscriptionAvailable + 1];
        const MqttPacketType Will = MqttPropertyReader.Will;
        Add(MqttPropertyId.PayloadFormatIndicator, MqttPropertyType.Flag, Publish, Will);
        Add(MqttPropertyId.MessageExpiryInterval, MqttPropertyType.UInt32, Publish, Will);
        Add(MqttPropertyId.ContentType, MqttPropertyType.Utf8, Publish, Will);
        Add(MqttPropertyId.ResponseTopic, MqttPropertyType.Utf8, Publish, Will);
        Add(MqttPropertyId.CorrelationData, MqttPropertyType.Binary, Publish, Will);
        Add(MqttPropertyId.SubscriptionIdentifier, MqttPropertyType.VarInt, Publish, Subscribe);
        Add(MqttPropertyId.SessionExpiryInterval, MqttPropertyType.UInt32, Connect, ConnAck, Disconnect);
        Add(MqttPropertyId.AssignedClientIdentifier, MqttPropertyType.Utf8, ConnAck);
        Add(MqttPropertyId.ServerKeepAlive, MqttPropertyType.UInt16, ConnAck);
        Add(MqttPropertyId.AuthenticationMethod, MqttPropertyType.Utf8, Connect, ConnAck, Auth);
        Add(MqttPropertyId.AuthenticationData, MqttPropertyType.Binary, Connect, ConnAck, Auth);
        Add(MqttPropertyId.RequestProblemInformation, MqttPropertyType.Flag, Connect);
        Add(MqttPropertyId.WillDelayInterval, MqttPropertyType.UInt32, Will);
        Add(MqttPropertyId.RequestResponseInformation, MqttPropertyType.Flag, Connect);
        Add(MqttPropertyId.ResponseInformation, MqttPropertyType.Utf8, ConnAck);
        Add(MqttPropertyId.ServerReference, MqttPropertyType.Utf8, ConnAck, Disconnect);
        Add(MqttPropertyId.ReasonString, MqttPropertyType.Utf8, ConnAck, PubAck, PubRec, PubRel, PubComp, SubAck, UnsubAck, Disconnect, Auth);
        Add(MqttPropertyId.ReceiveMaximum, MqttPropertyType.UInt16, Connect, ConnAck);
        Add(MqttPropertyId.TopicAliasMaximum, MqttPropertyType.UInt16, Connect, ConnAck);
        Add(MqttPropertyId.TopicAlias, MqttPropertyType.UInt16, Publish);
        Add(MqttPropertyId.MaximumQos, MqttPropertyType.Flag, ConnAck);
        Add(MqttPropertyId.RetainAvailable, MqttPropertyType.Flag, ConnAck);
        Add(
            MqttPropertyId.UserProperty,
            MqttPropertyType.Pair,
            Will, Connect, ConnAck, Publish, PubAck, PubRec, PubRel, PubComp, Subscribe, SubAck, Unsubscribe, UnsubAck, Disconnect, Auth);
        Add(MqttPropertyId.MaximumPacketSize, MqttPropertyType.UInt32, Connect, ConnAck);
        Add(MqttPropertyId.WildcardSubscriptionAvailable, MqttPropertyType.Flag, ConnAck);
        Add(MqttPropertyId.SubscriptionIdentifiersAvailable, MqttPropertyType.Flag, ConnAck);
        Add(MqttPropertyId.SharedSubscriptionAvailable, MqttPropertyType.Flag, ConnAck);
        return rules;

        void Add(MqttPropertyId id, MqttPropertyType type, params ReadOnlySpan<MqttPacketType> packets)
        {
            ushort mask = 0;
            foreach (var packet in packets)
            {
                mask |= (ushort)(1 << (int)packet);
            }

            rules[(int)id] = new MqttPropertyRule(type, mask);
        }
    }
}
