using System.Collections.Immutable;
using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Push.State;

/// <summary>
/// The alerts' own lane: the open ones, and the latest transitions by sequence. What has left the ring is read from the alert store, so a
/// reader is never told "too long ago". One writer, any number of readers, no lock.
/// </summary>
internal sealed class AlertLane(int capacity)
{
    private readonly AlertEntry?[] _ring = new AlertEntry?[capacity];
    private volatile OpenAlertsSnapshot _state = new(0, ImmutableDictionary<string, AlertEntry>.Empty);

    public OpenAlertsSnapshot State => _state;

    /// <summary>The highest sequence that a reader can get.</summary>
    public long LastSequence => _state.LastSequence;

    public void Restore(IEnumerable<Alert> open, long lastSequence) =>
        _state = new OpenAlertsSnapshot(lastSequence, open.ToImmutableDictionary(a => a.Id, a => new AlertEntry(a, null)));

    /// <returns>What stood open before under the same id, or null.</returns>
    public Alert? Add(AlertTransition transition)
    {
        var open = _state.Open;
        var before = open.GetValueOrDefault(transition.Alert.Id)?.Alert;
        var entry = new AlertEntry(transition.Alert, transition);
        Volatile.Write(ref _ring[transition.Sequence % _ring.Length], entry);
        open = transition.Alert.IsOpen ? open.SetItem(transition.Alert.Id, entry) : open.Remove(transition.Alert.Id);
        _state = new OpenAlertsSnapshot(transition.Sequence, open);
        return before;
    }

    /// <summary>The transition with this sequence, or null when the ring no longer or never had it.</summary>
    public AlertEntry? Find(long sequence)
    {
        var entry = Volatile.Read(ref _ring[sequence % _ring.Length]);
        return entry?.Sequence == sequence ? entry : null;
    }
}
