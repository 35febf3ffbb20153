using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace SmartCity.Ioc.Alerts.Life;

/// <summary>The open alerts by id and by key. Written by the shard's thread; <see cref="Snapshot"/> is read by any.</summary>
internal sealed class OpenAlerts
{
    private readonly Dictionary<string, TrackedAlert> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Rule, string Source), TrackedAlert> _byKey = [];
    private readonly Dictionary<string, List<TrackedAlert>> _bySource = new(StringComparer.Ordinal);
    private readonly SortedSet<(long UntilNanos, string Id)> _shelved = [];
    private readonly Dictionary<string, long> _shelfEnds = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, Alert> _snapshot = ImmutableSortedDictionary.Create<string, Alert>(StringComparer.Ordinal);

    /// <summary>In order of their ids, which is the order of their starts.</summary>
    public IReadOnlyCollection<Alert> Snapshot => [.. Volatile.Read(ref _snapshot).Values];

    /// <summary>When the next shelf ends, or <see cref="long.MaxValue"/>.</summary>
    public long NextShelfEndNanos => _shelved.Count == 0 ? long.MaxValue : _shelved.Min.UntilNanos;

    /// <summary>All, in order of their ids.</summary>
    public IEnumerable<TrackedAlert> Tracked => _byId.Values.OrderBy(tracked => tracked.Alert.Id, StringComparer.Ordinal);

    public TrackedAlert FirstShelved() => _byId[_shelved.Min.Id];

    public bool TryGet(string id, [NotNullWhen(true)] out TrackedAlert? tracked) => _byId.TryGetValue(id, out tracked);

    public bool TryGet(string rule, string source, [NotNullWhen(true)] out TrackedAlert? tracked) =>
        _byKey.TryGetValue((rule, source), out tracked);

    /// <summary>All that is open at a device or zone, in the order of raising.</summary>
    public IReadOnlyList<TrackedAlert> At(string source) => _bySource.TryGetValue(source, out var tracked) ? tracked : [];

    public void Add(TrackedAlert tracked)
    {
        _byId.Add(tracked.Alert.Id, tracked);
        _byKey.Add(KeyOf(tracked.Alert), tracked);
        if (!_bySource.TryGetValue(tracked.Source, out var here))
        {
            _bySource.Add(tracked.Source, here = []);
        }

        here.Add(tracked);
        Changed(tracked.Alert);
    }

    /// <summary>Brings indexes and snapshot up to the alert's new state; a closed one leaves.</summary>
    public void Changed(Alert alert)
    {
        if (_shelfEnds.Remove(alert.Id, out var end))
        {
            _shelved.Remove((end, alert.Id));
        }

        if (!alert.IsOpen)
        {
            if (_byId.Remove(alert.Id, out var gone) && _bySource.TryGetValue(gone.Source, out var here))
            {
                here.Remove(gone);
                if (here.Count == 0)
                {
                    _bySource.Remove(gone.Source);
                }
            }

            _byKey.Remove(KeyOf(alert));
            Volatile.Write(ref _snapshot, _snapshot.Remove(alert.Id));
            return;
        }

        if (alert.ShelvedUntilNanos is { } until)
        {
            _shelfEnds.Add(alert.Id, until);
            _shelved.Add((until, alert.Id));
        }

        Volatile.Write(ref _snapshot, _snapshot.SetItem(alert.Id, alert));
    }

    public void Clear()
    {
        _byId.Clear();
        _byKey.Clear();
        _bySource.Clear();
        _shelved.Clear();
        _shelfEnds.Clear();
        Volatile.Write(ref _snapshot, _snapshot.Clear());
    }

    private static (string Rule, string Source) KeyOf(Alert alert) => (alert.Rule, alert.Device ?? alert.Zone);
}
