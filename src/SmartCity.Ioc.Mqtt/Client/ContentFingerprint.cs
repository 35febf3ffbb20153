using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>64 bits that tell one message's content from another's inside this process. Each step is one-to-one in the word it takes, so
/// contents of equal length that differ in one word never meet; others meet once in 2^64. Content cut into other segments has another one. Not for keeping, not against an adversary.</summary>
internal static class ContentFingerprint
{
    // 2^64 divided by the golden ratio, made odd: the usual multiplier that spreads low bits upwards.
    private const ulong Multiplier = 0x9E37_79B9_7F4A_7C15;

    public static ulong Of(ReadOnlySpan<byte> topic, in ReadOnlySequence<byte> payload)
    {
        var hash = Add((ulong)payload.Length, topic);
        foreach (var segment in payload)
        {
            hash = Add(hash, segment.Span);
        }

        return hash;
    }

    private static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        hash = Mix(hash, (ulong)bytes.Length);
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var value in bytes)
        {
            hash = Mix(hash, value);
        }

        return hash;
    }

    private static ulong Mix(ulong hash, ulong word) => (BitOperations.RotateLeft(hash, 23) ^ word) * Multiplier;
}
