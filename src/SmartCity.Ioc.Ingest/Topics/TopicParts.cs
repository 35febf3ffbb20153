using System.Buffers;

namespace SmartCity.Ioc.Ingest.Topics;

/// <summary>A topic taken apart after CONTRACT section 3: <c>ioc/v1/{zone}/{kind}/{device}</c>, with <c>/status</c> behind it or not.</summary>
internal readonly ref struct TopicParts
{
    private const int MaxPart = 64;

    private static readonly SearchValues<byte> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789._-"u8);

    public ReadOnlySpan<byte> Zone { get; private init; }

    public ReadOnlySpan<byte> Kind { get; private init; }

    public ReadOnlySpan<byte> Device { get; private init; }

    public bool IsStatus { get; private init; }

    public static bool TryParse(ReadOnlySpan<byte> topic, out TopicParts parts)
    {
        parts = default;
        if (!topic.StartsWith(TopicScope.Readings) || topic.StartsWith(TopicScope.Alerts))
        {
            return false;
        }

        var rest = topic[TopicScope.Readings.Length..];
        if (!TryTake(ref rest, out var zone) || !TryTake(ref rest, out var kind))
        {
            return false;
        }

        var end = rest.IndexOf((byte)'/');
        var device = end < 0 ? rest : rest[..end];
        var isStatus = end >= 0 && rest[end..].SequenceEqual("/status"u8);
        if ((end >= 0 && !isStatus) || !IsPart(device))
        {
            return false;
        }

        parts = new TopicParts { Zone = zone, Kind = kind, Device = device, IsStatus = isStatus };
        return true;
    }

    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> part)
    {
        var end = rest.IndexOf((byte)'/');
        part = end < 0 ? default : rest[..end];
        rest = rest[(end + 1)..];
        return IsPart(part);
    }

    private static bool IsPart(ReadOnlySpan<byte> part) => part.Length is > 0 and <= MaxPart && !part.ContainsAnyExcept(Allowed);
}
