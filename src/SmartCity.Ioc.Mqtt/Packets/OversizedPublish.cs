using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>
/// A PUBLISH that is larger than its receiver takes: what it is and how its payload begins; the rest is skipped as it comes, without being
/// kept. It can then be answered, so that its sender does not repeat it for ever.
/// </summary>
public sealed class OversizedPublish
{
    /// <summary>Of the payload as much is kept: enough for a person to see what it was.</summary>
    public const int SampleSize = 4096;

    /// <summary>Where topic, identifiers, properties and the sample must have ended: the longest topic, and some room for properties.</summary>
    public const int HeadSize = 72 * 1024;

    private long _toSkip;

    private OversizedPublish(in PublishPacket head, long payloadLength, long toSkip)
    {
        Topic = head.Topic.ToArray();
        PacketId = head.PacketId;
        Qos = head.Qos;
        Retain = head.Retain;
        Duplicate = head.Duplicate;
        TopicAlias = head.TopicAlias;
        Sample = head.Payload.Slice(0, Math.Min(SampleSize, head.Payload.Length)).ToArray();
        PayloadLength = payloadLength;
        _toSkip = toSkip;
    }

    /// <summary>Empty where a topic alias stands for it.</summary>
    public ReadOnlyMemory<byte> Topic { get; }

    public ushort PacketId { get; }

    public byte Qos { get; }

    public bool Retain { get; }

    public bool Duplicate { get; }

    public ushort TopicAlias { get; }

    /// <summary>The beginning of the payload.</summary>
    public ReadOnlyMemory<byte> Sample { get; }

    /// <summary>Of the whole payload.</summary>
    public long PayloadLength { get; }

    /// <summary>Begins to skip the PUBLISH at the head of the buffer, which then moves on.</summary>
    /// <param name="maximumSize">Cap on the whole packet; above it the answer is an error.</param>
    /// <returns><see cref="MqttReadStatus.Frame"/>: begun. <see cref="MqttReadStatus.NeedMore"/>: the beginning is not all there.</returns>
    public static MqttReadStatus TryBegin(
        ref ReadOnlySequence<byte> buffer,
        MqttProtocolVersion version,
        int maximumSize,
        MqttScratch scratch,
        out OversizedPublish? publish,
        out MqttDecodeError error)
    {
        publish = null;
        var status = MqttFrame.TryReadStart(buffer, version, maximumSize, HeadSize, out var start, out var whole, out error);
        if (status != MqttReadStatus.Frame)
        {
            return status;
        }

        if (start.Type != MqttPacketType.Publish)
        {
            error = new MqttDecodeError(MqttReasonCode.PacketTooLarge, "packet-too-large");
            return MqttReadStatus.Error;
        }

        if (!PublishPacket.TryRead(start, version, scratch, out var head, out error))
        {
            scratch.Release();
            return MqttReadStatus.Error;
        }

        publish = new OversizedPublish(head, head.Payload.Length + whole - start.Length, whole - start.Length);
        scratch.Release();
        buffer = buffer.Slice(start.Length);
        return MqttReadStatus.Frame;
    }

    /// <summary>Moves the buffer over what belongs to this packet.</summary>
    /// <returns>True when that was the rest of it.</returns>
    public bool Skip(ref ReadOnlySequence<byte> buffer)
    {
        var skipped = Math.Min(_toSkip, buffer.Length);
        buffer = buffer.Slice(skipped);
        _toSkip -= skipped;
        return _toSkip == 0;
    }
}
