using System.Buffers;

namespace SmartCity.Ioc.Mqtt.Tests.Packets;

internal static class Hex
{
    /// <summary>Bytes from hex with spaces for the eye; text in single quotes stands for itself.</summary>
    public static byte[] Bytes(string hex)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < hex.Length;)
        {
            if (hex[i] == ' ')
            {
                i++;
            }
            else if (hex[i] == '\'')
            {
                var end = hex.IndexOf('\'', i + 1);
                bytes.AddRange(System.Text.Encoding.UTF8.GetBytes(hex[(i + 1)..end]));
                i = end + 1;
            }
            else
            {
                bytes.Add(Convert.ToByte(hex.Substring(i, 2), 16));
                i += 2;
            }
        }

        return [.. bytes];
    }

    /// <summary>The bytes in segments of at most <paramref name="size"/>.</summary>
    public static ReadOnlySequence<byte> Cut(byte[] bytes, int size)
    {
        Segment? first = null;
        Segment? last = null;
        for (var at = 0; at < bytes.Length; at += size)
        {
            var memory = bytes.AsMemory(at, Math.Min(size, bytes.Length - at));
            last = last is null ? first = new Segment(memory, 0) : last.Append(memory);
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(ReadOnlyMemory<byte> memory, long index)
        {
            Memory = memory;
            RunningIndex = index;
        }

        public Segment Append(ReadOnlyMemory<byte> memory)
        {
            var next = new Segment(memory, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
