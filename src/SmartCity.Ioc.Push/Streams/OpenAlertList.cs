using SmartCity.Ioc.Push.State;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>
/// The open alerts that a reset owes its client, the worst first, given out frame by frame: a flood's tens of thousands are tens of
/// megabytes. One that changed since the list was made is passed over: the change itself is sent.
/// </summary>
internal sealed class OpenAlertList(IEnumerable<AlertEntry> open)
{
    private readonly AlertEntry[] _entries =
    [
        .. open.OrderByDescending(e => e.Alert.Severity).ThenBy(e => e.Sequence).ThenBy(e => e.Alert.RaisedAtNanos)
            .ThenBy(e => e.Alert.Id, StringComparer.Ordinal),
    ];

    private int _next;

    public bool IsExhausted => _next == _entries.Length;

    /// <param name="now">The open alerts as they stand now.</param>
    public IEnumerable<AlertEntry> Take(int most, OpenAlertsSnapshot now)
    {
        for (var taken = 0; taken < most && !IsExhausted;)
        {
            var entry = _entries[_next++];
            if (ReferenceEquals(now.Open.GetValueOrDefault(entry.Alert.Id), entry))
            {
                taken++;
                yield return entry;
            }
        }
    }
}
