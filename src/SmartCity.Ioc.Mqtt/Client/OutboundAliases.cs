using System.Diagnostics.CodeAnalysis;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>Numbers that stand for our topics on one connection: first come, first served, never reassigned.</summary>
internal sealed class OutboundAliases(int maximum)
{
    private readonly Dictionary<byte[], ushort> _aliases = new(new ContentComparer());

    /// <returns>0 where the topic has none and gets none.</returns>
    /// <param name="isNew">The server has to be told the topic along with the number.</param>
    public ushort Assign(ReadOnlySpan<byte> topic, out bool isNew)
    {
        isNew = false;
        if (maximum == 0)
        {
            return 0;
        }

        var lookup = _aliases.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(topic, out var alias))
        {
            return alias;
        }

        if (_aliases.Count == maximum)
        {
            return 0;
        }

        isNew = true;
        alias = (ushort)(_aliases.Count + 1);
        _aliases.Add(topic.ToArray(), alias);
        return alias;
    }

    private sealed class ContentComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode([DisallowNull] byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
