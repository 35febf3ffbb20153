using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>A record on disk: length and CRC-32C of the record, both little endian, then the record.</summary>
internal static class SessionLogFrame
{
    public const int HeaderLength = 8;

    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> record)
    {
        var header = output.GetSpan(HeaderLength);
        BinaryPrimitives.WriteInt32LittleEndian(header, record.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], Checksum(record));
        output.Advance(HeaderLength);
        output.Write(record);
    }

    /// <summary>The first record of a log; false where it is cut off or wrong, which is where the log ends.</summary>
    public static bool TryRead(ReadOnlySpan<byte> log, out ReadOnlySpan<byte> record)
    {
        record = default;
        if (log.Length < HeaderLength)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(log);
        if (length <= 0 || length > log.Length - HeaderLength)
        {
            return false;
        }

        record = log.Slice(HeaderLength, length);
        return Checksum(record) == BinaryPrimitives.ReadUInt32LittleEndian(log[4..]);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, BitConverter.IsLittleEndian ? word : BinaryPrimitives.ReverseEndianness(word));
        }

        foreach (var b in bytes[(words.Length * 8)..])
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
