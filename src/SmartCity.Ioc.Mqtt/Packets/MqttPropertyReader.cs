namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>
/// Walks the property block of one packet in place and checks every rule on the way: known, allowed in this packet, not twice, well typed
/// and in range.
/// </summary>
public ref struct MqttPropertyReader
{
    /// <summary>Stands for the properties of a will, which belong to no packet type.</summary>
    internal const MqttPacketType Will = 0;

    private readonly MqttPacketType _packet;
    private readonly ReadOnlySpan<byte> _block;
    private MqttReader _reader;
    private ulong _seen;

    /// <param name="block">The bytes after the property length.</param>
    public MqttPropertyReader(ReadOnlySpan<byte> block, MqttPacketType packet)
    {
        _block = block;
        _reader = new MqttReader(block);
        _packet = packet;
    }

    /// <summary>Set when <see cref="TryNext"/> said false before the end.</summary>
    public readonly MqttDecodeError Error => _reader.Error;

    public bool TryNext(out MqttProperty property)
    {
        property = default;
        if (_reader.Remaining == 0)
        {
            return false;
        }

        var start = _block.Length - _reader.Remaining;
        var id = (MqttPropertyId)_reader.Byte();
        var rule = MqttPropertyRules.Of(id);
        if (!rule.Allows(_packet))
        {
            _reader.Fail(MqttDecodeError.Malformed(rule.Type == MqttPropertyType.None ? "unknown-property" : "property-not-allowed"));
            return false;
        }

        var bit = 1UL << (int)id;
        var mayRepeat = id == MqttPropertyId.UserProperty
            || (id == MqttPropertyId.SubscriptionIdentifier && _packet == MqttPacketType.Publish);
        if ((_seen & bit) != 0 && !mayRepeat)
        {
            _reader.Fail(MqttDecodeError.Protocol("duplicate-property"));
            return false;
        }

        _seen |= bit;
        uint number = 0;
        ReadOnlySpan<byte> bytes = default;
        ReadOnlySpan<byte> value = default;
        switch (rule.Type)
        {
            case MqttPropertyType.Flag:
                number = _reader.Flag() ? 1u : 0u;
                break;
            case MqttPropertyType.UInt16:
                number = _reader.UInt16();
                break;
            case MqttPropertyType.UInt32:
                number = _reader.UInt32();
                break;
            case MqttPropertyType.VarInt:
                number = _reader.VarInt();
                break;
            case MqttPropertyType.Binary:
                bytes = _reader.Binary();
                break;
            case MqttPropertyType.Utf8:
                bytes = _reader.Utf8();
                break;
            default:
                bytes = _reader.Utf8();
                value = _reader.Utf8();
                break;
        }

        if (!_reader.Failed)
        {
            CheckRange(id, number, bytes);
        }

        if (_reader.Failed)
        {
            return false;
        }

        property = new MqttProperty
        {
            Id = id,
            Number = number,
            Bytes = bytes,
            Value = value,
            Raw = _block[start..(_block.Length - _reader.Remaining)],
        };
        return true;
    }

    private void CheckRange(MqttPropertyId id, uint number, ReadOnlySpan<byte> bytes)
    {
        switch (id)
        {
            case MqttPropertyId.TopicAlias when number == 0: // [MQTT-3.3.2-8]
                _reader.Fail(new MqttDecodeError(MqttReasonCode.TopicAliasInvalid, "topic-alias"));
                break;
            case MqttPropertyId.ReceiveMaximum or MqttPropertyId.MaximumPacketSize or MqttPropertyId.SubscriptionIdentifier when number == 0:
                _reader.Fail(MqttDecodeError.Protocol("property-value"));
                break;
            case MqttPropertyId.ResponseTopic when !MqttTopic.IsName(bytes): // [MQTT-3.3.2-14]
                _reader.Fail(MqttDecodeError.Protocol("response-topic"));
                break;
        }
    }
}
