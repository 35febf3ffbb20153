using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Packets;

/// <summary>One packet cut out of a receive buffer by its fixed header; the body points into the buffer.</summary>
public readonly struct MqttFrame
{
    /// <summary>The largest packet that the encoding allows: one byte, four of length, 268,435,455 of body.</summary>
    public const int ProtocolMaximum = 1 + 4 + MqttVarInt.Maximum;

    private readonly byte _header;

    private MqttFrame(byte header, int headerLength, ReadOnlySequence<byte> body)
    {
        _header = header;
        Length = headerLength + (int)body.Length;
        Body = body;
        HasShortestLength = headerLength - 1 == MqttVarInt.Length((uint)body.Length);
    }

    public MqttPacketType Type => (MqttPacketType)(_header >> 4);

    /// <summary>The lower four bits of the first byte.</summary>
    public byte Flags => (byte)(_header & 0x0F);

    /// <summary>Variable header and payload.</summary>
    public ReadOnlySequence<byte> Body { get; }

    /// <summary>Bytes of the whole packet.</summary>
    public int Length { get; }

    /// <summary>Whether the remaining length took the fewest bytes possible ([MQTT-1.5.5-1] of MQTT 5).</summary>
    internal bool HasShortestLength { get; }

    /// <summary>Cuts the first frame off the buffer. The buffer moves past it only when the answer is <see cref="MqttReadStatus.Frame"/>.</summary>
    /// <param name="version">The connection's version; before CONNECT any will do.</param>
    /// <param name="maximumSize">Cap on a whole packet; above it the answer is an error as soon as the length is known.</param>
    public static MqttReadStatus TryRead(
        ref ReadOnlySequence<byte> buffer, MqttProtocolVersion version, int maximumSize, out MqttFrame frame, out MqttDecodeError error)
    {
        frame = default;
        error = default;
        var head = buffer.FirstSpan;
        if (head.Length < 5 && !buffer.IsSingleSegment)
        {
            return TryReadSplitHead(ref buffer, version, maximumSize, out frame, out error);
        }

        return TryRead(head, ref buffer, version, maximumSize, out frame, out error);
    }

    /// <summary>Looks at the beginning of a packet that is not to be kept whole. The buffer stays where it is.</summary>
    /// <param name="maximumSize">Cap on the whole packet.</param>
    /// <param name="startSize">Bytes of the packet that make its beginning, if it is not shorter.</param>
    /// <param name="start">The beginning, as if the packet ended there.</param>
    /// <param name="whole">Bytes of the whole packet.</param>
    internal static MqttReadStatus TryReadStart(
        in ReadOnlySequence<byte> buffer,
        MqttProtocolVersion version,
        int maximumSize,
        int startSize,
        out MqttFrame start,
        out int whole,
        out MqttDecodeError error)
    {
        start = default;
        whole = 0;
        Span<byte> head = stackalloc byte[5];
        var length = (int)Math.Min(5, buffer.Length);
        buffer.Slice(0, length).CopyTo(head);
        var rest = buffer;
        var status = TryRead(head[..length], ref rest, version, maximumSize, out _, out error);
        var headerLength = 1 + head[1..].IndexOfAnyInRange((byte)0, (byte)0x7F) + 1;
        if (status == MqttReadStatus.Error || headerLength > length)
        {
            return status == MqttReadStatus.Error ? status : MqttReadStatus.NeedMore;
        }

        for (var at = 1; at < headerLength; at++)
        {
            whole |= (head[at] & 0x7F) << (7 * (at - 1));
        }

        whole += headerLength;
        var available = Math.Min(whole, Math.Max(startSize, headerLength));
        if (buffer.Length < available)
        {
            return MqttReadStatus.NeedMore;
        }

        start = new MqttFrame(head[0], headerLength, buffer.Slice(headerLength, available - headerLength));
        return MqttReadStatus.Frame;
    }

    private static MqttReadStatus TryReadSplitHead(
        ref ReadOnlySequence<byte> buffer, MqttProtocolVersion version, int maximumSize, out MqttFrame frame, out MqttDecodeError error)
    {
        Span<byte> copy = stackalloc byte[5];
        var length = (int)Math.Min(5, buffer.Length);
        buffer.Slice(0, length).CopyTo(copy);
        return TryRead(copy[..length], ref buffer, version, maximumSize, out frame, out error);
    }

    private static MqttReadStatus TryRead(
        ReadOnlySpan<byte> head,
        ref ReadOnlySequence<byte> buffer,
        MqttProtocolVersion version,
        int maximumSize,
        out MqttFrame frame,
        out MqttDecodeError error)
    {
        frame = default;
        error = default;
        if (head.IsEmpty)
        {
            return MqttReadStatus.NeedMore;
        }

        var first = head[0];
        if (!HasValidFirstByte(first, version))
        {
            error = MqttDecodeError.Malformed(first >> 4 is 0 || (first >> 4 is 15 && version != MqttProtocolVersion.V500) ? "packet-type" : "fixed-header-flags");
            return MqttReadStatus.Error;
        }

        var remaining = 0;
        for (var at = 1; at < head.Length; at++)
        {
            var b = head[at];
            remaining |= (b & 0x7F) << (7 * (at - 1));
            if ((b & 0x80) == 0)
            {
                return Cut(first, at + 1, remaining, ref buffer, version, maximumSize, out frame, out error);
            }

            if (at == 4)
            {
                error = MqttDecodeError.Malformed("remaining-length");
                return MqttReadStatus.Error;
            }
        }

        return MqttReadStatus.NeedMore;
    }

    private static MqttReadStatus Cut(
        byte first,
        int headerLength,
        int remaining,
        ref ReadOnlySequence<byte> buffer,
        MqttProtocolVersion version,
        int maximumSize,
        out MqttFrame frame,
        out MqttDecodeError error)
    {
        frame = default;
        error = default;
        if (version == MqttProtocolVersion.V500 && headerLength - 1 != MqttVarInt.Length((uint)remaining))
        {
            error = MqttDecodeError.Malformed("remaining-length");
            return MqttReadStatus.Error;
        }

        if (headerLength + remaining > maximumSize)
        {
            error = new MqttDecodeError(MqttReasonCode.PacketTooLarge, "packet-too-large");
            return MqttReadStatus.Error;
        }

        if (buffer.Length < headerLength + remaining)
        {
            return MqttReadStatus.NeedMore;
        }

        frame = new MqttFrame(first, headerLength, buffer.Slice(headerLength, remaining));
        buffer = buffer.Slice(frame.Body.End);
        return MqttReadStatus.Frame;
    }

    // [MQTT-2.1.3-1] and [MQTT-3.3.1-2], [MQTT-3.3.1-4]. MQTT 3.1 let PUBREL, SUBSCRIBE and UNSUBSCRIBE carry DUP.
    private static bool HasValidFirstByte(byte first, MqttProtocolVersion version)
    {
        var flags = first & 0x0F;
        switch ((MqttPacketType)(first >> 4))
        {
            case MqttPacketType.Publish:
                var qos = (flags >> 1) & 3;
                return qos != 3 && (qos != 0 || (flags & 8) == 0);
            case MqttPacketType.PubRel:
            case MqttPacketType.Subscribe:
            case MqttPacketType.Unsubscribe:
                return flags == 2 || (flags == 10 && version == MqttProtocolVersion.V310);
            case MqttPacketType.Auth:
                return flags == 0 && version == MqttProtocolVersion.V500;
            case 0:
                return false;
            default:
                return flags == 0;
        }
    }
}
