using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>Byte strings to 0, 1, 2, …, looked up without making a string. Owned by one thread.</summary>
internal sealed class SpanTable
{
    // The hash above, index + 1 below, 0 for an empty bucket: a key that is found costs one look at the buckets and one at the keys.
    private ulong[] _buckets = new ulong[64];

    // One behind the other, each from its start to the next one's: an array for each would be a look more, and work for the collector.
    private int[] _starts = new int[33];
    private byte[] _text = new byte[1024];

    // What most keys are shorter than, in bytes.
    private const int UsualKey = 128;

    public int Count { get; private set; }

    public ReadOnlySpan<byte> Key(int index) => _text.AsSpan(_starts[index].._starts[index + 1]);

    public static uint HashOf(ReadOnlySpan<byte> key) => (uint)ContentHash.Compute(key);

    /// <summary>Asks for the place where the look-up of a hash begins.</summary>
    public void Ask(uint hash) => CacheLines.Ask(ref _buckets[(int)hash & (_buckets.Length - 1)]);

    /// <summary>Asks for what says where a key is.</summary>
    public void AskKey(int index) => CacheLines.Ask(ref _starts[index]);

    /// <summary>Asks for a key.</summary>
    public void AskText(int index) => CacheLines.Ask(Key(index), UsualKey);

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
        var hash = HashOf(key);
        var index = Find(key, hash);
        if (index >= 0)
        {
            return index;
        }

        if (Count == _starts.Length - 1)
        {
            Grow();
        }

        var start = _starts[Count];
        if (_text.Length - start < key.Length)
        {
            Array.Resize(ref _text, start + Math.Max(key.Length, start / 4));
        }

        key.CopyTo(_text.AsSpan(start));
        index = Count++;
        _starts[Count] = start + key.Length;
        Link(index, hash);
        return index;
    }

    public void Clear()
    {
        Array.Clear(_buckets);
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
            if ((uint)(bucket >> 32) == hash && key.SequenceEqual(Key(index)))
            {
                return index;
            }
        }
    }

    private void Grow()
    {
        Array.Resize(ref _starts, (2 * Count) + 1);
        _buckets = new ulong[4 * Count];
        for (var i = 0; i < Count; i++)
        {
            Link(i, HashOf(Key(i)));
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
