namespace SmartCity.Ioc.Push.Streams;

/// <summary>
/// The zone lane of a client whose line carries less than a frame's zones: some of them go with each frame, in turn, so that the devices
/// and alerts beside them stay young. A zone is read when its turn comes; one that changes after it was passed comes in the next round.
/// </summary>
internal sealed class ZoneTurns(SharedChanges changes)
{
    private long _roundTo;
    private int _next;

    /// <summary>The version up to which all zones were sent; where a cursor has to stand.</summary>
    public long Seen { get; private set; }

    public bool IsUnderWay => _next > 0;

    public void SkipTo(long version) => Seen = version;

    /// <param name="to">A version that is published: what a round begun now has seen at its end.</param>
    public ReadOnlyMemory<byte> Take(long to, long budget)
    {
        if (_next == 0)
        {
            _roundTo = to;
        }

        (var zones, _next) = changes.ReadZones(Seen, _next, budget);
        if (_next == 0)
        {
            Seen = _roundTo;
        }

        return zones;
    }
}
