using System.Buffers;
using System.Text;
using SmartCity.Ioc.Ingest.Inbox;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>
/// The journal frames of a city in which every device speaks once in an interval of the clock: about 200 bytes a message. The devices come in an
/// order that has nothing to do with their indexes, the same in every round.
/// </summary>
internal sealed class DeviceFrames
{
    public const int MessagesInFrame = 250;

    // 2026-11-22T04:00:00Z.
    private const long StartNanos = 1_795_320_000_000_000_000;

    private readonly byte[][] _frames;
    private readonly long _intervalNanos;

    /// <param name="devices">A multiple of <paramref name="messagesInFrame"/>.</param>
    public DeviceFrames(int devices, TimeSpan interval, int messagesInFrame = MessagesInFrame)
    {
        InFrame = messagesInFrame;
        _intervalNanos = interval.Ticks * 100;
        var order = Enumerable.Range(0, devices).ToArray();
        new Random(1).Shuffle(order);
        _frames = [.. order.Chunk(messagesInFrame).Select((chunk, i) => Frame(chunk, i))];
    }

    /// <summary>Messages in each.</summary>
    public int InFrame { get; }

    /// <summary>Frames until every device has spoken once.</summary>
    public int InRound => _frames.Length;

    /// <summary>How many were made.</summary>
    public long Made { get; private set; }

    /// <returns>The next frame's body, valid until every device has spoken again.</returns>
    public ReadOnlyMemory<byte> Next(out long timeNanos)
    {
        // The digits that change with each round are written into the frame in place.
        var frame = _frames[Made % _frames.Length];
        timeNanos = StartNanos + (Made * _intervalNanos / _frames.Length);
        Stamp(frame, (timeNanos / 1_000_000) - 20, Made / _frames.Length);
        Made++;
        return frame;
    }

    private static byte[] Frame(int[] devices, int number)
    {
        var random = new Random(number);
        var buffer = new byte[(devices.Length * 400) + 64];
        var length = MessageFrameWriter.WriteHeader(buffer);
        foreach (var device in devices)
        {
            var payload = Encoding.UTF8.GetBytes(
                $$"""{"ts":{{StartNanos / 1_000_000}},"seq":{{1000000000}},"m0":{{random.Next(30, 45)}}.{{random.Next(10)}},"m1":51,"m2":29.4,"m3":71.5,"m4":12.1,"m5":31.25,"m6":0.{{random.Next(10, 99)}},"m7":61}""");
            length += MessageFrameWriter.Write(
                buffer.AsSpan(length), default, Encoding.UTF8.GetBytes($"ioc/v1/ward-{BenchCity.Zone(device)}/sensor/{BenchCity.Id(device)}"),
                new ReadOnlySequence<byte>(payload), InputInbox.MaxPayload);
        }

        return buffer[..length];
    }

    // "ts", "seq" and the first metric's last digit; they have as many digits in every round.
    private static void Stamp(byte[] frame, long ms, long round)
    {
        var rest = frame.AsSpan();
        for (var at = rest.IndexOf("\"ts\":"u8); at >= 0; at = rest.IndexOf("\"ts\":"u8))
        {
            ms.TryFormat(rest.Slice(at + 5, 13), out _);
            (1_000_000_000 + round).TryFormat(rest.Slice(at + 25, 10), out _);
            rest[at + 44] = (byte)('0' + ((rest[at + 44] - '0' + round) % 10));
            rest = rest[(at + 45)..];
        }
    }
}
