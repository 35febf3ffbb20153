namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>Byte strings to 0, 1, 2, …, looked up without making a string. Owned by one thread.</summary>
internal sealed class SpanTable
{
    private int[] _buckets = new int[64];
    private uint[] _hashes = new uint[32];
    private byte[][] _keys = new byte[32][];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Key(int index) => _keys[index];

    /// <returns>The key's index, or -1.</returns>
    public int Find(ReadOnlySpan<byte> key) => Find(key, (uint)ContentHash.Compute(key));

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
        _hashes[index] = hash;
        Link(index);
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
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            // Index + 1; 0 is an empty bucket. At most half are taken, so the walk ends.
            var index = _buckets[at] - 1;
            if (index < 0 || (_hashes[index] == hash && key.SequenceEqual(_keys[index])))
            {
                return index;
            }
        }
    }

    private void Grow()
    {
        Array.Resize(ref _keys, 2 * _keys.Length);
        Array.Resize(ref _hashes, _keys.Length);
        _buckets = new int[2 * _keys.Length];
        for (var i = 0; i < Count; i++)
        {
            Link(i);
        }
    }

    private void Link(int index)
    {
        var mask = _buckets.Length - 1;
        var at = (int)_hashes[index] & mask;
        while (_buckets[at] != 0)
        {
            at = (at + 1) & mask;
        }

        _buckets[at] = index + 1;
    }
}
