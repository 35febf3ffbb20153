using SmartCity.Ioc.Alerts.Life;

namespace SmartCity.Ioc.Alerts.Incidents;

/// <summary>Alerts that belong together by what, where and when they are. They become an incident when there are enough of them.</summary>
/// <param name="enough">From how many on.</param>
internal sealed class RaiseGroup(int enough)
{
    private readonly List<string> _waiting = [];

    /// <summary>Id of the incident: of its first alert; null while there are too few.</summary>
    public string? Lead { get; private set; }

    /// <summary>When the newest one joined.</summary>
    public long LastNanos { get; private set; }

    /// <summary>One more.</summary>
    /// <param name="formed">The earlier ones, where this one makes an incident of them; the first of them leads it.</param>
    /// <returns>The incident, or null while there are too few.</returns>
    public string? Join(string alert, long clockNanos, OpenAlerts open, out IReadOnlyList<TrackedAlert> formed)
    {
        formed = [];
        LastNanos = clockNanos;
        if (Lead is not null)
        {
            return Lead;
        }

        // One that is over, or that another incident has taken, is none of these any more.
        _waiting.RemoveAll(id => !open.TryGet(id, out var one) || one.Alert.Incident is not null);
        if (_waiting.Count + 1 < enough)
        {
            _waiting.Add(alert);
            return null;
        }

        Lead = _waiting[0];
        formed = [.. _waiting.Select(id => open.TryGet(id, out var one) ? one : null).OfType<TrackedAlert>()];
        _waiting.Clear();
        return Lead;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Lead ?? string.Empty);
        writer.Write(LastNanos);
        writer.Write(_waiting.Count);
        _waiting.ForEach(writer.Write);
    }

    public void Restore(BinaryReader reader)
    {
        Lead = reader.ReadString() is { Length: > 0 } lead ? lead : null;
        LastNanos = reader.ReadInt64();
        _waiting.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            _waiting.Add(reader.ReadString());
        }
    }
}
