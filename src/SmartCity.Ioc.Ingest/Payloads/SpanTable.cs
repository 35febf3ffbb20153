namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>Byte strings to 0, 1, 2, …, looked up without making a string. Owned by one thread.</summary>
internal sealed class SpanTable
{
    // The hash above, index + 1 below, 0 for an empty bucket: a key that is found costs one look at the buckets and one at the keys.
    private ulong[] _buckets = new ulong[64];
    private byte[][] _keys = new byte[32][];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Key(int index) => _keys[index];

    public static uint HashOf(ReadOnlySpan<byte> key) => (uint)ContentHash.Compute(key);

    /// <summary>Where the look-up of a hash begins: only to have it in the cache.</summary>
    public ulong Peek(uint hash) => _buckets[(int)hash & (_buckets.Length - 1)];

    /// <returns>The index of the first key with the hash, which may be another key's, or -1.</returns>
    public int Guess(uint hash)
    {
        var mask = _buckets.Length - 1;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var bucket = _buckets[at];
            if (bucket == 0 || (uint)(bucket >> 32) == hash)
            {
                return (int)(uint)bucket - 1;
            }
        }
    }

    /// <returns>The key's index, or -1.</returns>
    public int Find(ReadOnlySpan<byte> key) => Find(key, HashOf(key));

    /// <returns>The key's index; a new one is the count before.</returns>
    public int GetOrAdd(ReadOnlySpan<byte> key)
    {
        var hash = (uint)ContentHash.Compute(key);
        var index = Find(key, hash);
        if (index >= 0)
        {
            return index;
        }

        if (Count == _keys.Length)
        {
            Grow();
        }

        index = Count++;
        _keys[index] = key.ToArray();
        Link(index, hash);
        return index;
    }

    public void Clear()
    {
        Array.Clear(_buckets);
        Array.Clear(_keys);
        Count = 0;
    }

    private int Find(ReadOnlySpan<byte> key, uint hash)
    {
        var mask = _buckets.Length - 1;

        // At most half of the buckets are taken, so the walk ends.
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var bucket = _buckets[at];
            if (bucket == 0)
            {
                return -1;
            }

            var index = (int)(uint)bucket - 1;
            if ((uint)(bucket >> 32) == hash && key.SequenceEqual(_keys[index]))
            {
                return index;
            }
        }
    }

    private void Grow()
    {
        Array.Resize(ref _keys, 2 * _keys.Length);
        _buckets = new ulong[2 * _keys.Length];
        for (var i = 0; i < Count; i++)
        {
            Link(i, (uint)ContentHash.Compute(_keys[i]));
        }
    }

    private void Link(int index, uint hash)
    {
        var mask = _buckets.Length - 1;
        var at = (int)hash & mask;
        while (_buckets[at] != 0)
        {
            at = (at + 1) & mask;
        }

        _buckets[at] = ((ulong)hash << 32) | (uint)(index + 1);
    }
}
