namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>Numbers in groups of seven bits, the lowest first.</summary>
internal static class Varint
{
    /// <returns>How many bytes were written: 1 to 10.</returns>
    public static int Write(Span<byte> target, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
        {
            target[at++] = (byte)(value | 0x80);
        }

        target[at] = (byte)value;
        return at + 1;
    }

    /// <returns>How many bytes were read.</returns>
    public static int Read(ReadOnlySpan<byte> source, out ulong value)
    {
        value = 0;
        for (var at = 0; ; at++)
        {
            value |= (ulong)(source[at] & 0x7f) << (7 * at);
            if (source[at] < 0x80)
            {
                return at + 1;
            }
        }
    }

    /// <summary>Numbers near zero, of either sign, to small ones.</summary>
    public static ulong ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    public static int UnZigZag(ulong value) => (int)(uint)(value >> 1) ^ -(int)(value & 1);
}
