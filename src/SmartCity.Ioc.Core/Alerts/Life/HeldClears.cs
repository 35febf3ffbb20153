using System.Diagnostics.CodeAnalysis;

namespace SmartCity.Ioc.Alerts.Life;

/// <summary>When held clears are due. An entry may be out of date: the alert's own <see cref="TrackedAlert.Held"/> decides.</summary>
internal sealed class HeldClears
{
    private readonly SortedSet<(long DueNanos, string Id)> _due = [];

    public void Add(long dueNanos, string id) => _due.Add((dueNanos, id));

    public bool TryTakeDue(long clockNanos, [NotNullWhen(true)] out string? id)
    {
        if (_due.Count == 0 || _due.Min.DueNanos > clockNanos)
        {
            id = null;
            return false;
        }

        id = _due.Min.Id;
        _due.Remove(_due.Min);
        return true;
    }

    public void Clear() => _due.Clear();
}
