using System.Buffers;

namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>
/// Lays messages out in the body of a frame of kind <see cref="Journals.FrameKind.Messages"/>:
/// <c>version:u8 { flags:u8 topicLength:varint topic payloadLength:varint [trueLength:varint] payload }*</c>.
/// The true length stands there only with <see cref="DeliveryMarks.Truncated"/>. Varints are LEB128, as in Protocol Buffers.
/// </summary>
public static class MessageFrameWriter
{
    public const byte Version = 1;

    /// <summary>What the version byte takes at the beginning of a body.</summary>
    public const int HeaderLength = 1;

    // A length is at most 268,435,455 (MQTT's remaining length), 4 bytes as a varint.
    private const int MaxVarint = 4;

    public static int WriteHeader(Span<byte> body)
    {
        body[0] = Version;
        return HeaderLength;
    }

    /// <summary>Room that a message needs at most.</summary>
    public static int MaxLength(int topicLength, int payloadLength) => 1 + (3 * MaxVarint) + topicLength + payloadLength;

    /// <param name="payload">As it came; only its first <paramref name="keep"/> bytes are kept, and then the message is marked truncated.</param>
    /// <param name="omitted">Bytes that came behind the payload and are gone.</param>
    /// <returns>Bytes written.</returns>
    public static int Write(
        Span<byte> target, DeliveryMarks flags, ReadOnlySpan<byte> topic, in ReadOnlySequence<byte> payload, int keep, long omitted = 0)
    {
        var length = payload.Length + omitted;
        var kept = (int)Math.Min(payload.Length, keep);
        if (length > kept)
        {
            flags |= DeliveryMarks.Truncated;
        }

        target[0] = (byte)flags;
        var at = 1;
        at += WriteVarint(target[at..], (uint)topic.Length);
        topic.CopyTo(target[at..]);
        at += topic.Length;
        at += WriteVarint(target[at..], (uint)kept);
        if (length > kept)
        {
            at += WriteVarint(target[at..], (uint)length);
        }

        payload.Slice(0, kept).CopyTo(target[at..]);
        return at + kept;
    }

    private static int WriteVarint(Span<byte> target, uint value)
    {
        var at = 0;
        while (value >= 0x80)
        {
            target[at++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[at++] = (byte)value;
        return at;
    }
}
