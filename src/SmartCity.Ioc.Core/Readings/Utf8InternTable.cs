using System.Text;

namespace SmartCity.Ioc.Readings;

/// <summary>
/// Names to small integers, looked up by their UTF-8 bytes without making a string. Append-only. One lock for writers; readers never
/// wait: they read one published table, and an entry is complete before it is published.
/// </summary>
public sealed class Utf8InternTable
{
    private readonly Lock _writing = new();
    private volatile Slots _slots = new(64);

    public int Count => _slots.Count;

    public string this[int index] => _slots.Names[index];

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

            // At most three quarters full, so that a probe stays short.
            var slots = _slots.Count * 4 >= _slots.Buckets.Length * 3 ? _slots.Doubled() : _slots;
            index = slots.Add(utf8, name ?? Encoding.UTF8.GetString(utf8), hash);
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

        // One behind the other, each from its start to the next one's.
        private readonly int[] _starts;
        private byte[] _text;
        private int _count;

        public Slots(int buckets)
            : this(buckets, new byte[UsualName * buckets / 2])
        {
        }

        private Slots(int buckets, byte[] text)
        {
            // At most three quarters of the buckets are taken.
            var most = (buckets * 3 / 4) + 1;
            Buckets = new int[buckets];
            Hashes = new uint[most];
            Names = new string[most];
            _starts = new int[most + 1];
            _text = text;
        }

        /// <summary>Index + 1, or 0 for an empty bucket.</summary>
        public int[] Buckets { get; }

        public uint[] Hashes { get; }

        public string[] Names { get; }

        public int Count => Volatile.Read(ref _count);

        public ReadOnlySpan<byte> Key(int index) => _text.AsSpan(_starts[index].._starts[index + 1]);

        public int Add(ReadOnlySpan<byte> key, string name, uint hash)
        {
            var index = _count;
            var start = _starts[index];
            if (_text.Length - start < key.Length)
            {
                Array.Resize(ref _text, start + Math.Max(key.Length, start / 4));
            }

            key.CopyTo(_text.AsSpan(start));
            _starts[index + 1] = start + key.Length;
            Names[index] = name;
            Hashes[index] = hash;
            Link(index, hash);
            Volatile.Write(ref _count, index + 1);
            return index;
        }

        public Slots Doubled()
        {
            var larger = new Slots(Buckets.Length * 2, _text);
            Array.Copy(_starts, larger._starts, _count + 1);
            Array.Copy(Names, larger.Names, _count);
            Array.Copy(Hashes, larger.Hashes, _count);
            for (var i = 0; i < _count; i++)
            {
                larger.Link(i, Hashes[i]);
            }

            larger._count = _count;
            return larger;
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
