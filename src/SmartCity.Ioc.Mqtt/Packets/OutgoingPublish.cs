using System.Buffers;
using System.Buffers.Binary;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>A PUBLISH to be written; nothing is copied before it goes into the output.</summary>
public readonly ref struct OutgoingPublish
{
    /// <summary>May be empty where <see cref="TopicAlias"/> stands for it.</summary>
    public required ReadOnlySpan<byte> Topic { get; init; }

    public ReadOnlySequence<byte> Payload { get; init; }

    /// <summary>0, 1 or 2.</summary>
    public byte Qos { get; init; }

    public bool Retain { get; init; }

    public bool Duplicate { get; init; }

    /// <summary>Non-zero for QoS 1 and 2.</summary>
    public ushort PacketId { get; init; }

    /// <summary>Properties already encoded, without alias, expiry and subscription identifiers; left out before MQTT 5.</summary>
    public ReadOnlySpan<byte> Properties { get; init; }

    /// <summary>0 for none.</summary>
    public ushort TopicAlias { get; init; }

    public uint? MessageExpiryInterval { get; init; }

    public ReadOnlySpan<uint> SubscriptionIdentifiers { get; init; }

    /// <summary>Bytes of the whole packet, or -1 where it is longer than the protocol can say.</summary>
    public int Length(MqttProtocolVersion version)
    {
        var remaining = HeadLength(version) + Payload.Length;
        return remaining > MqttVarInt.Maximum ? -1 : 1 + MqttVarInt.Length((uint)remaining) + (int)remaining;
    }

    /// <exception cref="ArgumentException">The packet is longer than the protocol can say, or QoS and packet identifier do not fit.</exception>
    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        if (Length(version) < 0 || Topic.Length > ushort.MaxValue || Qos > 2 || (Qos > 0) != (PacketId != 0))
        {
            throw new ArgumentException("Not a PUBLISH that MQTT can carry.");
        }

        var headLength = HeadLength(version);
        var span = output.GetSpan(5 + headLength);
        span[0] = (byte)((int)MqttPacketType.Publish << 4 | (Duplicate ? 8 : 0) | Qos << 1 | (Retain ? 1 : 0));
        var at = 1 + MqttVarInt.Write(span[1..], (uint)(headLength + Payload.Length));
        BinaryPrimitives.WriteUInt16BigEndian(span[at..], (ushort)Topic.Length);
        Topic.CopyTo(span[(at + 2)..]);
        at += 2 + Topic.Length;
        if (Qos > 0)
        {
            BinaryPrimitives.WriteUInt16BigEndian(span[at..], PacketId);
            at += 2;
        }

        if (version == MqttProtocolVersion.V500)
        {
            at += WriteProperties(span[at..]);
        }

        output.Advance(at);
        if (Payload.IsSingleSegment)
        {
            output.Write(Payload.FirstSpan);
            return;
        }

        foreach (var segment in Payload)
        {
            output.Write(segment.Span);
        }
    }

    private int WriteProperties(Span<byte> span)
    {
        var at = MqttVarInt.Write(span, (uint)PropertyLength());
        if (MessageExpiryInterval is { } expiry)
        {
            span[at] = (byte)MqttPropertyId.MessageExpiryInterval;
            BinaryPrimitives.WriteUInt32BigEndian(span[(at + 1)..], expiry);
            at += 5;
        }

        if (TopicAlias != 0)
        {
            span[at] = (byte)MqttPropertyId.TopicAlias;
            BinaryPrimitives.WriteUInt16BigEndian(span[(at + 1)..], TopicAlias);
            at += 3;
        }

        foreach (var identifier in SubscriptionIdentifiers)
        {
            span[at] = (byte)MqttPropertyId.SubscriptionIdentifier;
            at += 1 + MqttVarInt.Write(span[(at + 1)..], identifier);
        }

        Properties.CopyTo(span[at..]);
        return at + Properties.Length;
    }

    private int HeadLength(MqttProtocolVersion version)
    {
        var length = 2 + Topic.Length + (Qos > 0 ? 2 : 0);
        if (version == MqttProtocolVersion.V500)
        {
            var properties = PropertyLength();
            length += MqttVarInt.Length((uint)properties) + properties;
        }

        return length;
    }

    private int PropertyLength()
    {
        var length = Properties.Length + (MessageExpiryInterval is null ? 0 : 5) + (TopicAlias == 0 ? 0 : 3);
        foreach (var identifier in SubscriptionIdentifiers)
        {
            length += 1 + MqttVarInt.Length(identifier);
        }

        return length;
    }
}
