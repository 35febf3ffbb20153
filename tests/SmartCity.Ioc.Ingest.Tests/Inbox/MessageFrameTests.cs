using System.Buffers;
using FsCheck;
using FsCheck.Fluent;

namespace SmartCity.Ioc.Ingest.Inbox;

public sealed class MessageFrameTests
{
    [Fact]
    public void Messages_WrittenAndRead_AreTheSame()
    {
        Check.QuickThrowOnFailure(Prop.ForAll<(byte Marks, byte[] Topic, byte[] Payload)[]>(messages =>
        {
            var body = Write(messages, keep: 8, out var kept);
            var reader = new MessageFrameReader(body);
            foreach (var (marks, topic, payload) in kept)
            {
                if (!reader.TryRead(out var message) || !message.Topic.SequenceEqual(topic)
                    || !message.Payload.SequenceEqual(payload.AsSpan(0, Math.Min(8, payload.Length))) || message.TrueLength != payload.Length
                    || message.Flags != ((DeliveryMarks)marks | (payload.Length > 8 ? DeliveryMarks.Truncated : 0)))
                {
                    return false;
                }
            }

            return !reader.TryRead(out _) && !reader.IsMalformed;
        }));
    }

    [Fact]
    public void Body_CutOrFlippedAnywhere_NeverThrows()
    {
        var body = Write([(0, [1, 2, 3], [4, 5]), (4, new byte[200], new byte[300]), (1, [], [])], keep: 250, out _);
        for (var at = 0; at < body.Length; at++)
        {
            Read(body.AsSpan(0, at)).Should().BeLessThan(3);
            for (var bit = 0; bit < 8; bit++)
            {
                body[at] ^= (byte)(1 << bit);
                Read(body);
                body[at] ^= (byte)(1 << bit);
            }
        }

        Read(body).Should().Be(3);
    }

    private static byte[] Write(
        (byte Marks, byte[] Topic, byte[] Payload)[] messages, int keep, out (byte Marks, byte[] Topic, byte[] Payload)[] kept)
    {
        kept = [.. messages.Select(m => ((byte)(m.Marks & ~(byte)DeliveryMarks.Truncated), m.Topic, m.Payload))];
        var buffer = new byte[1 + messages.Sum(m => MessageFrameWriter.MaxLength(m.Topic.Length, m.Payload.Length))];
        var length = MessageFrameWriter.WriteHeader(buffer);
        foreach (var (marks, topic, payload) in kept)
        {
            length += MessageFrameWriter.Write(buffer.AsSpan(length), (DeliveryMarks)marks, topic, new ReadOnlySequence<byte>(payload), keep);
        }

        return buffer[..length];
    }

    private static int Read(ReadOnlySpan<byte> body)
    {
        var reader = new MessageFrameReader(body);
        var count = 0;
        while (reader.TryRead(out _))
        {
            count++;
        }

        return count;
    }
}
