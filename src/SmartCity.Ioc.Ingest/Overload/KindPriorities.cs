using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Ingest.Overload;

/// <summary>Which kinds go first under load and which never. Immutable; any thread.</summary>
internal sealed class KindPriorities
{
    private const int LongestKind = 64;

    private readonly KindPriority[] _priorities;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _kinds;

    public KindPriorities(IReadOnlyList<DeviceKind> kinds, IReadOnlyList<AlertRule> rules)
    {
        _priorities = [.. kinds.Select(kind => kind.Priority ?? ByRules(kind.Index, rules))];
        _kinds = kinds.ToDictionary(kind => kind.Id, kind => kind.Index, StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        Kept = [.. kinds.Where(kind => _priorities[kind.Index] > KindPriority.Low).Select(kind => kind.Id)];
    }

    /// <summary>Kinds above <see cref="KindPriority.Low"/>.</summary>
    public IReadOnlyList<string> Kept { get; }

    /// <param name="kind">The topic's kind part, ASCII.</param>
    /// <returns>A kind that nobody declared has no index (-1) and, as no rule watches it, is low.</returns>
    public (int Index, KindPriority Priority) Find(ReadOnlySpan<byte> kind)
    {
        Span<char> name = stackalloc char[LongestKind];
        return kind.Length <= LongestKind && _kinds.TryGetValue(name[..System.Text.Encoding.ASCII.GetChars(kind, name)], out var index)
            ? (index, _priorities[index])
            : (-1, KindPriority.Low);
    }

    private static KindPriority ByRules(int kind, IReadOnlyList<AlertRule> rules)
    {
        var priority = KindPriority.Low;
        foreach (var rule in rules)
        {
            if (rule.Kinds.Contains(kind))
            {
                var ofRule = rule.Severity switch
                {
                    Severity.Critical => KindPriority.Critical,
                    Severity.Info => KindPriority.Low,
                    _ => KindPriority.Normal,
                };
                priority = ofRule > priority ? ofRule : priority;
            }
        }

        return priority;
    }
}
