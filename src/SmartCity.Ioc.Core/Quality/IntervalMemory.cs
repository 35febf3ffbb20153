namespace SmartCity.Ioc.Quality;

/// <summary>
/// How often a device speaks, learned from the gaps between its messages: a candidate that gaps vote for or against (Boyer and Moore's
/// majority vote; https://www.cs.utexas.edu/~moore/best-ideas/mjrty/). What more than half of the gaps agree with wins, so loss up to that,
/// bursts and pauses do not move it, and a device that speaks by chance teaches nothing. Seven bytes, and a function of its messages alone.
/// </summary>
internal struct IntervalMemory
{
    /// <summary>Shorter gaps are bursts; longer ones an outage.</summary>
    private const long LeastMs = 1_000;
    private const long MostMs = 48L * 3_600_000;

    /// <summary>So many votes, and so much time of a quick device: a minute's burst is not its pace. A slow one is known by six of its intervals.</summary>
    private const int LeastVotes = 12;
    private const int SlowVotes = 6;
    private const long SlowMs = 600_000;
    private const long LearnedOverMs = 240_000;

    // People set devices to such intervals, in seconds; what is within a twentieth of one is that.
    private static readonly int[] Round =
    [
        1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30, 60, 90, 120, 180, 240, 300, 360, 600, 720, 900, 1200, 1800, 3600, 7200, 10800, 14400, 21600, 28800, 43200, 86400,
    ];

    private uint _candidateMs;
    private byte _votes;
    private bool _isLearned;

    public readonly bool IsUsed => _candidateMs != 0;

    public readonly TimeSpan? Learned => _isLearned ? TimeSpan.FromMilliseconds(_candidateMs) : null;

    /// <returns>Whether <see cref="Learned"/> is another now.</returns>
    public bool Add(long gapNanos)
    {
        var gap = gapNanos / 1_000_000;
        if (gap is < LeastMs / 2 or > MostMs)
        {
            return false;
        }

        if (_votes == 0)
        {
            var before = _isLearned;
            (_candidateMs, _votes, _isLearned) = ((uint)gap, 1, false);
            return before;
        }

        // Half as long or twice as long is another interval; jitter is less.
        if (gap * 3 < _candidateMs * 2L || gap * 2 > _candidateMs * 3L)
        {
            _votes--;
            return false;
        }

        var needed = Needed(_candidateMs);
        _votes = (byte)Math.Min(_votes + 1, needed);
        if (_isLearned)
        {
            return false;
        }

        _candidateMs = (uint)(_candidateMs + ((gap - _candidateMs) / 4));
        if (_votes < needed || _candidateMs < LeastMs * 19 / 20)
        {
            return false;
        }

        (_candidateMs, _isLearned) = (Rounded(_candidateMs), true);
        return true;
    }

    public readonly void Save(BinaryWriter writer)
    {
        writer.Write(_candidateMs);
        writer.Write(_votes);
        writer.Write(_isLearned);
    }

    public static IntervalMemory Restore(BinaryReader reader) => new()
    {
        _candidateMs = reader.ReadUInt32(),
        _votes = reader.ReadByte(),
        _isLearned = reader.ReadBoolean(),
    };

    private static int Needed(uint intervalMs) =>
        intervalMs >= SlowMs ? SlowVotes : (int)Math.Clamp(LearnedOverMs / intervalMs, LeastVotes, byte.MaxValue);

    private static uint Rounded(uint intervalMs)
    {
        foreach (var seconds in Round)
        {
            if (Math.Abs(intervalMs - (seconds * 1000L)) * 20 <= seconds * 1000L)
            {
                return (uint)seconds * 1000;
            }
        }

        return intervalMs;
    }
}
