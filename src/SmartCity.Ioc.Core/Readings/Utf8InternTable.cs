using System.Text;

namespace SmartCity.Ioc.Readings;

/// <summary>
/// Names to small integers, looked up by their UTF-8 bytes without making a string. Append-only. One lock for writers; readers never
/// wait: they read one published table, and an entry is complete before it is published.
/// </summary>
public sealed class Utf8InternTable
{
    private const int LeastBuckets = 64;

    private readonly Lock _writing = new();
    private volatile Slots _slots;

    /// <param name="expected">So many names are there soon.</param>
    /// <param name="keepsNames">Whether names are kept as strings too; otherwise only their bytes are.</param>
    public Utf8InternTable(int expected = 0, bool keepsNames = true)
    {
        var buckets = LeastBuckets;
        while (Slots.MostOf(buckets) < expected)
        {
            buckets *= 2;
        }

        _slots = new Slots(buckets, keepsNames);
    }

    public int Count => _slots.Count;

    public string this[int index] => _slots.Name(index);

    public ReadOnlySpan<byte> Utf8(int index) => _slots.Key(index);

    public bool TryFind(ReadOnlySpan<byte> utf8, out int index)
    {
        index = Find(_slots, utf8, Hash(utf8));
        return index >= 0;
    }

    public bool TryFind(string name, out int index)
    {
        Span<byte> buffer = stackalloc byte[256];
        if (Encoding.UTF8.TryGetBytes(name, buffer, out var written))
        {
            return TryFind(buffer[..written], out index);
        }

        return TryFind(Encoding.UTF8.GetBytes(name), out index);
    }

    /// <summary>A new name is kept as the string that it is given as.</summary>
    public int GetOrAdd(string name) => GetOrAdd(Encoding.UTF8.GetBytes(name), name);

    public int GetOrAdd(ReadOnlySpan<byte> utf8) => GetOrAdd(utf8, null);

    private int GetOrAdd(ReadOnlySpan<byte> utf8, string? name)
    {
        if (TryFind(utf8, out var index))
        {
            return index;
        }

        lock (_writing)
        {
            var hash = Hash(utf8);
            index = Find(_slots, utf8, hash);
            if (index >= 0)
            {
                return index;
            }

            var slots = _slots.Count >= Slots.MostOf(_slots.Buckets.Length) ? _slots.Doubled() : _slots;
            index = slots.Add(utf8, name, hash);
            _slots = slots;
            return index;
        }
    }

    private static int Find(Slots slots, ReadOnlySpan<byte> utf8, uint hash)
    {
        var buckets = slots.Buckets;
        var mask = buckets.Length - 1;
        for (var at = (int)hash & mask; ; at = (at + 1) & mask)
        {
            var entry = Volatile.Read(ref buckets[at]);
            if (entry == 0)
            {
                return -1;
            }

            if (slots.Hashes[entry - 1] == hash && utf8.SequenceEqual(slots.Key(entry - 1)))
            {
                return entry - 1;
            }
        }
    }

    // FNV-1a: names are short and the table is asked once per message.
    private static uint Hash(ReadOnlySpan<byte> utf8)
    {
        var hash = 2166136261u;
        foreach (var b in utf8)
        {
            hash = (hash ^ b) * 16777619u;
        }

        return hash ^ (hash >> 15);
    }

    private sealed class Slots
    {
        private const int UsualName = 16;
        private const int LeastNames = 48;

        // One behind the other, each from its start to the next one's.
        private int[] _starts = new int[LeastNames + 1];
        private byte[] _text = new byte[UsualName * LeastNames];
        private string[]? _names;
        private int _count;

        public Slots(int buckets, bool keepsNames)
        {
            Buckets = new int[buckets];
            _names = keepsNames ? new string[LeastNames] : null;
        }

        private Slots(Slots smaller)
        {
            Buckets = new int[2 * smaller.Buckets.Length];
            (Hashes, _names, _starts, _text, _count) = (smaller.Hashes, smaller._names, smaller._starts, smaller._text, smaller._count);
        }

        /// <summary>Index + 1, or 0 for an empty bucket.</summary>
        public int[] Buckets { get; }

        public uint[] Hashes { get; private set; } = new uint[LeastNames];

        public int Count => Volatile.Read(ref _count);

        /// <summary>How many names so many buckets take: five sixths, so that a probe stays short.</summary>
        public static int MostOf(int buckets) => buckets / 6 * 5;

        public string Name(int index) => _names is { } names ? names[index] : Encoding.UTF8.GetString(Key(index));

        public ReadOnlySpan<byte> Key(int index) => _text.AsSpan(_starts[index].._starts[index + 1]);

        public int Add(ReadOnlySpan<byte> key, string? name, uint hash)
        {
            var index = _count;
            if (index == Hashes.Length)
            {
                Grow();
            }

            var start = _starts[index];
            if (_text.Length - start < key.Length)
            {
                Array.Resize(ref _text, start + Math.Max(key.Length, start / 8));
            }

            key.CopyTo(_text.AsSpan(start));
            _starts[index + 1] = start + key.Length;
            if (_names is not null)
            {
                _names[index] = name ?? Encoding.UTF8.GetString(key);
            }

            Hashes[index] = hash;
            Link(index, hash);
            Volatile.Write(ref _count, index + 1);
            return index;
        }

        public Slots Doubled()
        {
            var larger = new Slots(this);
            for (var i = 0; i < _count; i++)
            {
                larger.Link(i, Hashes[i]);
            }

            return larger;
        }

        // A reader that still has the smaller arrays finds in them whatever it was told of.
        private void Grow()
        {
            var most = Hashes.Length + (Hashes.Length / 8) + LeastNames;
            var hashes = Hashes;
            Array.Resize(ref hashes, most);
            Hashes = hashes;
            Array.Resize(ref _starts, most + 1);
            if (_names is not null)
            {
                Array.Resize(ref _names, most);
            }
        }

        private void Link(int index, uint hash)
        {
            var mask = Buckets.Length - 1;
            var at = (int)hash & mask;
            while (Buckets[at] != 0)
            {
                at = (at + 1) & mask;
            }

            Volatile.Write(ref Buckets[at], index + 1);
        }
    }
}
