using System.Collections.Frozen;

namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>Values that somebody looks for, each for as long as the order for it is good.</summary>
public sealed class WatchList
{
    private readonly FrozenDictionary<string, WatchListEntry> _byText;

    public WatchList(string id, IReadOnlyList<WatchListEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        (Id, Entries) = (id, entries);
        _byText = entries.ToFrozenDictionary(entry => Normalize(entry.Value), StringComparer.Ordinal);
    }

    public string Id { get; }

    public IReadOnlyList<WatchListEntry> Entries { get; }

    /// <summary>The entry for a value at an event time, or null.</summary>
    public WatchListEntry? Find(string value, long timeNanos) =>
        _byText.TryGetValue(Normalize(value), out var entry) && !(entry.UntilNanos <= timeNanos) ? entry : null;

    /// <summary>Cameras write <c>72A-123.45</c>, <c>72A 12345</c> and <c>72a12345</c> for one plate.</summary>
    public static string Normalize(string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return string.Concat(value.Where(char.IsLetterOrDigit).Select(char.ToUpperInvariant));
    }
}
