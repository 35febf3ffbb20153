using SmartCity.Ioc.Aggregates.Packed;

namespace SmartCity.Ioc.Aggregates;

/// <summary>
/// Percentiles within 1 % of the exact ones, from counts of readings in buckets. A bucket is a double's sign, exponent and first six
/// mantissa bits: 64 buckets an octave, each at most 1/64 of its lower edge wide, so its middle is within 1/128 (0.79 %) of every reading
/// in it. No logarithm is taken: the same bits on every machine. Sketches merge by adding counts, in any order.
/// </summary>
/// <remarks>
/// The idea of a relative-error sketch with mergeable buckets is DDSketch's (https://arxiv.org/abs/1908.10693). At most
/// <see cref="MaxBuckets"/> are kept (16 octaves); beyond that the lowest ones are counted together, and low percentiles lose the bound.
/// </remarks>
internal sealed class QuantileSketch
{
    public const int MaxBuckets = 1024;
    public const double RelativeError = 0.01;

    private const int DroppedBits = 46;
    private const int FirstNormal = 1 << (52 - DroppedBits);

    private int[] _keys = new int[8];
    private long[] _counts = new long[8];
    private int _used;

    public void Add(double value) => Add(KeyOf(value), 1);

    public void Merge(QuantileSketch other)
    {
        for (var i = 0; i < other._used; i++)
        {
            Add(other._keys[i], other._counts[i]);
        }
    }

    public void Clear() => _used = 0;

    /// <summary>The value of rank ⌈p·n⌉, or NaN of an empty sketch.</summary>
    public double Quantile(double p)
    {
        var total = 0L;
        for (var i = 0; i < _used; i++)
        {
            total += _counts[i];
        }

        var left = Math.Max(1, (long)Math.Ceiling(p * total));
        for (var i = 0; i < _used; i++)
        {
            left -= _counts[i];
            if (left <= 0)
            {
                return Middle(_keys[i]);
            }
        }

        return double.NaN;
    }

    /// <summary>The longest form of <see cref="Pack"/> now.</summary>
    public int MostPackedBytes => 5 + (_used * (1 + 5 + 10));

    /// <summary>Writes the buckets from the lowest on: a bucket's count, or a zero and how many empty ones follow. Readings lie close
    /// together, so most buckets take a byte or two.</summary>
    /// <returns>How many bytes were written.</returns>
    public int Pack(Span<byte> target)
    {
        var at = Varint.Write(target, (ulong)_used);
        for (var i = 0; i < _used; i++)
        {
            if (i == 0)
            {
                at += Varint.Write(target[at..], Varint.ZigZag(_keys[0]));
            }
            else if (_keys[i] - _keys[i - 1] - 1 is var empty and > 0)
            {
                target[at++] = 0;
                at += Varint.Write(target[at..], (ulong)empty);
            }

            at += Varint.Write(target[at..], (ulong)_counts[i]);
        }

        return at;
    }

    /// <summary>Becomes what <see cref="Pack"/> wrote.</summary>
    /// <returns>How many bytes that was.</returns>
    public int Unpack(ReadOnlySpan<byte> source)
    {
        var at = Varint.Read(source, out var used);
        _used = (int)used;
        if (_used > _keys.Length)
        {
            _keys = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)_used)];
            _counts = new long[_keys.Length];
        }

        for (var i = 0; i < _used; i++)
        {
            if (i == 0)
            {
                at += Varint.Read(source[at..], out var first);
                _keys[0] = Varint.UnZigZag(first);
            }
            else
            {
                _keys[i] = _keys[i - 1] + 1;
                if (source[at] == 0)
                {
                    at += 1 + Varint.Read(source[(at + 1)..], out var empty);
                    _keys[i] += (int)empty;
                }
            }

            at += Varint.Read(source[at..], out var count);
            _counts[i] = (long)count;
        }

        return at;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_used);
        for (var i = 0; i < _used; i++)
        {
            writer.Write(_keys[i]);
            writer.Write(_counts[i]);
        }
    }

    public void Restore(BinaryReader reader)
    {
        _used = 0;
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            Add(reader.ReadInt32(), reader.ReadInt64());
        }
    }

    // Keys sort like the values: magnitude for positive ones, its complement for negative ones. Subnormals count as zero.
    private static int KeyOf(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var magnitude = (int)((bits & long.MaxValue) >> DroppedBits);
        magnitude = magnitude < FirstNormal ? 0 : magnitude;
        return bits < 0 && magnitude != 0 ? ~magnitude : magnitude;
    }

    private static double Middle(int key)
    {
        var magnitude = key < 0 ? ~key : key;
        if (magnitude == 0)
        {
            return 0;
        }

        var low = BitConverter.Int64BitsToDouble((long)magnitude << DroppedBits);
        var middle = low + (low * (1.0 / 128) * Narrowing(magnitude));
        return key < 0 ? -middle : middle;
    }

    // Buckets are equally wide within an octave: half a bucket is 1/128 of the octave's lower edge, less of the bucket's own.
    private static double Narrowing(int magnitude) => 64.0 / (64 + (magnitude & 63));

    private void Add(int key, long count)
    {
        var at = Array.BinarySearch(_keys, 0, _used, key);
        if (at >= 0)
        {
            _counts[at] += count;
            return;
        }

        at = ~at;
        if (_used == MaxBuckets)
        {
            AddToFull(at, key, count);
            return;
        }

        if (_used == _keys.Length)
        {
            Array.Resize(ref _keys, _used * 2);
            Array.Resize(ref _counts, _used * 2);
        }

        Array.Copy(_keys, at, _keys, at + 1, _used - at);
        Array.Copy(_counts, at, _counts, at + 1, _used - at);
        _keys[at] = key;
        _counts[at] = count;
        _used++;
    }

    // The lowest bucket gives way upwards. What is below the highest 1024 keys ends in the lowest of them whatever the order.
    private void AddToFull(int at, int key, long count)
    {
        if (at == 0)
        {
            _counts[0] += count;
            return;
        }

        if (at == 1)
        {
            _keys[0] = key;
            _counts[0] += count;
            return;
        }

        _counts[1] += _counts[0];
        Array.Copy(_keys, 1, _keys, 0, at - 1);
        Array.Copy(_counts, 1, _counts, 0, at - 1);
        _keys[at - 1] = key;
        _counts[at - 1] = count;
    }
}
