namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>Unsigned integers of 1 to 10 bytes: 7 bits each, low first, the high bit says that another follows (LEB128).</summary>
internal static class VariableInteger
{
    public static int Write(Span<byte> target, ulong value)
    {
        var length = 0;
        while (value >= 0x80)
        {
            target[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        target[length++] = (byte)value;
        return length;
    }

    /// <exception cref="InvalidDataException">The bytes end in the middle or it is longer than 64 bits.</exception>
    public static ulong Read(ref ReadOnlySpan<byte> source)
    {
        var value = 0UL;
        for (var i = 0; i < source.Length && i < 10; i++)
        {
            value |= (ulong)(source[i] & 0x7F) << (7 * i);
            if (source[i] < 0x80)
            {
                source = source[(i + 1)..];
                return value;
            }
        }

        throw new InvalidDataException("An integer is cut off.");
    }
}
