using System.Buffers.Binary;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>
/// The values of one device at one time in one blob, 12 bytes each: number of the metric (u32), value (f64), little endian. One row per
/// message rather than per value: a tree page is touched once per message, and a day of a device lies together. A value of metric 0, which
/// names nothing, says that the time is the message's arrival.
/// </summary>
internal static class ReadingRow
{
    public const int ValueSize = 12;

    /// <summary>Where the tables' own numbers begin at 1.</summary>
    public const int TimeAssumed = 0;

    public static void Write(Span<byte> target, int metric, double value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(target, metric);
        BinaryPrimitives.WriteDoubleLittleEndian(target[4..], value);
    }

    public static bool TryFind(ReadOnlySpan<byte> row, int metric, out double value)
    {
        for (; row.Length >= ValueSize; row = row[ValueSize..])
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(row) == metric)
            {
                value = BinaryPrimitives.ReadDoubleLittleEndian(row[4..]);
                return true;
            }
        }

        value = double.NaN;
        return false;
    }

    /// <summary>All values by the metrics' names; a number without a name, which a damaged file may have, is left out.</summary>
    public static List<KeyValuePair<string, double>> Read(ReadOnlySpan<byte> row, IReadOnlyDictionary<int, string> metrics)
    {
        var values = new List<KeyValuePair<string, double>>(row.Length / ValueSize);
        for (; row.Length >= ValueSize; row = row[ValueSize..])
        {
            if (metrics.TryGetValue(BinaryPrimitives.ReadInt32LittleEndian(row), out var name))
            {
                values.Add(KeyValuePair.Create(name, BinaryPrimitives.ReadDoubleLittleEndian(row[4..])));
            }
        }

        return values;
    }

    /// <summary>The values of both; where both have a metric the newer row's stands.</summary>
    public static byte[] Merge(byte[] older, byte[] newer)
    {
        var merged = new List<byte>(older.Length + newer.Length);
        merged.AddRange(newer);
        for (var rest = older.AsSpan(); rest.Length >= ValueSize; rest = rest[ValueSize..])
        {
            if (!TryFind(newer, BinaryPrimitives.ReadInt32LittleEndian(rest), out _))
            {
                merged.AddRange(rest[..ValueSize]);
            }
        }

        return [.. merged];
    }
}
