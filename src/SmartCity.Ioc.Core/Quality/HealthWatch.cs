using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>
/// Judges each device's health from what it says and from its silence. Silence is found by a queue of deadlines, one a device, not by
/// looking at every device: a device that speaks in time costs one look per 1.5 of its intervals. Used by one thread.
/// </summary>
internal sealed class HealthWatch
{
    /// <summary>A frozen sensor repeats itself to the last digit in at least this many messages, over at least this time.</summary>
    public const int FrozenMessages = 60;
    public const long FrozenNanos = 600_000_000_000;

    /// <summary>A clock is off when this many messages in a row, spread over as many intervals, differ from the arrival by more.</summary>
    public const int SkewedMessages = 5;
    public const long SkewNanos = 30_000_000_000;

    private const MessageMarks Status = MessageMarks.StatusOnline | MessageMarks.StatusOffline;

    private readonly CityRegistry _registry;
    private readonly SourceTable _sources;
    private readonly FiguresTable _figures;
    private readonly bool _judgesClocks;
    private readonly PriorityQueue<int, long> _silence = new();
    private readonly List<(long DueNanos, HealthChange Change)> _due = [];

    /// <param name="judgesClocks">Whether arrival and event time can be compared: not where a recording is played.</param>
    public HealthWatch(CityRegistry registry, SourceTable sources, FiguresTable figures, bool judgesClocks)
    {
        (_registry, _sources, _figures, _judgesClocks) = (registry, sources, figures, judgesClocks);
    }

    /// <summary>Listens to what came just now: accepted, or late but alive. A broker's last known value is no sign of life; but of a device
    /// that was never heard, a last will that stands says that it is offline.</summary>
    public void Hear(TriagedBatch triaged)
    {
        var clockNanos = triaged.Source.ClockNanos;
        var messages = triaged.Source.Messages;
        var verdicts = triaged.Verdicts;
        var before = 0;
        for (var i = 0; i < messages.Length; i++)
        {
            ref readonly var message = ref messages[i];
            if (verdicts[i] is Verdict.Duplicate or Verdict.OldNews || (message.Marks & MessageMarks.Historical) != 0)
            {
                before += verdicts[i] == Verdict.Accepted ? 1 : 0;
                continue;
            }

            ref var figures = ref _figures[message.Device];
            var was = figures.Health;
            if ((message.Marks & MessageMarks.StatusOffline) != 0)
            {
                if (verdicts[i] == Verdict.Accepted || was == DeviceHealth.Unknown)
                {
                    Note(ref figures, DeviceHealth.Offline, HealthReasons.LastWill, clockNanos);
                }
            }
            else if (verdicts[i] != Verdict.LastKnown)
            {
                Hear(message, triaged.Source.ValuesOf(message), ref figures, clockNanos);
            }

            if (figures.Health != was)
            {
                var change = new HealthChange(message.Device, was, figures.Health, clockNanos, HealthReasons.Word(figures.Reason));
                triaged.Health.Add((before, change));
            }

            before += verdicts[i] == Verdict.Accepted ? 1 : 0;
        }
    }

    /// <summary>The clock moved on: whose time to speak has run out?</summary>
    public void AdvanceTo(long clockNanos, IObserver<HealthChange> output)
    {
        while (_silence.TryPeek(out var device, out var at) && at <= clockNanos)
        {
            _silence.Dequeue();
            ref var figures = ref _figures[device];
            if (figures.ArmedForNanos != at)
            {
                continue;
            }

            figures.ArmedForNanos = long.MaxValue;
            var (stale, offline) = Deadlines(device, figures.LastHeardNanos);
            var due = clockNanos >= offline ? offline : stale;
            var health = clockNanos >= offline ? DeviceHealth.Offline : DeviceHealth.Stale;
            if (clockNanos >= due && figures.Health is not DeviceHealth.Offline && figures.Health != health)
            {
                _due.Add((due, new HealthChange(device, figures.Health, health, clockNanos, HealthReasons.Word(HealthReasons.Silent))));
                Note(ref figures, health, HealthReasons.Silent, clockNanos);
            }

            Arm(device, ref figures);
        }

        if (_due.Count > 0)
        {
            // Of one moment in the order of ids: neither the queue nor an index says the same after a restart.
            _due.Sort((left, right) => left.DueNanos != right.DueNanos
                ? left.DueNanos.CompareTo(right.DueNanos)
                : string.CompareOrdinal(_registry.Device(left.Change.Device).Id, _registry.Device(right.Change.Device).Id));
            foreach (var (_, change) in _due)
            {
                output.OnNext(change);
            }

            _due.Clear();
        }
    }

    /// <summary>To be called when the figures were restored: every device that speaks gets its deadline back.</summary>
    public void Restored()
    {
        _silence.Clear();
        for (var device = 0; device < Math.Min(_figures.Length, _registry.DeviceCount); device++)
        {
            Arm(device, ref _figures[device]);
        }
    }

    private void Hear(in DeviceMessage message, ReadOnlySpan<MetricValue> values, ref DeviceFigures figures, long clockNanos)
    {
        if (figures.FirstHeardNanos == 0)
        {
            figures.FirstHeardNanos = clockNanos;
            figures.HealthSinceNanos = clockNanos;
        }

        figures.LastHeardNanos = clockNanos;
        if ((message.Marks & Status) == 0)
        {
            if (message.MeasuredAtNanos > figures.NewestEventNanos)
            {
                figures.NewestEventNanos = message.MeasuredAtNanos;
                figures.LagNanos = message.ReceivedAtNanos - message.MeasuredAtNanos;
                JudgeClock(message, ref figures);
                JudgeValues(message, values, ref figures);
            }

            figures.Doubtful += figures.IsFrozen || figures.IsSkewed ? 1 : 0;
        }

        var (health, reason) = figures switch
        {
            { IsFrozen: true } => (DeviceHealth.Suspect, HealthReasons.Frozen),
            { IsSkewed: true } => (DeviceHealth.Suspect, HealthReasons.Skewed),
            { Health: DeviceHealth.Suspect } => (DeviceHealth.Ok, HealthReasons.Recovered),
            _ => (DeviceHealth.Ok, HealthReasons.Heard),
        };
        Note(ref figures, health, reason, clockNanos);
        Arm(message.Device, ref figures);
    }

    private void Arm(int device, ref DeviceFigures figures)
    {
        if (figures.FirstHeardNanos == 0 || figures.Health == DeviceHealth.Offline)
        {
            return;
        }

        var (stale, offline) = Deadlines(device, figures.LastHeardNanos);
        var next = figures.Health == DeviceHealth.Stale ? offline : stale;

        // An earlier look finds out that it was heard meanwhile and arms again; only a later one would miss the deadline.
        if (figures.ArmedForNanos > next)
        {
            figures.ArmedForNanos = next;
            _silence.Enqueue(device, next);
        }
    }

    private (long StaleNanos, long OfflineNanos) Deadlines(int device, long heardNanos)
    {
        var kind = _registry.Kinds[_registry.Device(device).Kind];
        return (heardNanos + (kind.ExpectedInterval.Ticks * 150), heardNanos + Math.Max(1, kind.OfflineAfter.Ticks * 100));
    }

    // A burst of stored readings has a lag in each message too, but not over as many intervals.
    private void JudgeClock(in DeviceMessage message, ref DeviceFigures figures)
    {
        if (!_judgesClocks || (message.Marks & MessageMarks.TimeAssumed) != 0)
        {
            return;
        }

        var isOff = Math.Abs(figures.LagNanos) > SkewNanos;
        if (isOff == figures.IsSkewed)
        {
            figures.SkewRun = 0;
            return;
        }

        if (figures.SkewRun++ == 0)
        {
            figures.SkewSinceNanos = message.ReceivedAtNanos;
        }

        var spread = (SkewedMessages - 1) * _sources.Meet(message.Device).IntervalNanos / 2;
        if (figures.SkewRun >= SkewedMessages && message.ReceivedAtNanos - figures.SkewSinceNanos >= spread)
        {
            figures.IsSkewed = isOff;
            figures.SkewRun = 0;
        }
    }

    // Only metrics declared with decimals, at least two of them and not all zero: a car park may be full all night and a rain gauge dry
    // all week, but two measured quantities do not both repeat themselves sixty times to the last digit.
    private void JudgeValues(in DeviceMessage message, ReadOnlySpan<MetricValue> values, ref DeviceFigures figures)
    {
        ref var source = ref _sources.Meet(message.Device);
        var hash = 14695981039346656037UL;
        var compared = 0;
        var anyNonZero = false;
        for (var i = 0; i < values.Length; i++)
        {
            var place = _sources.Place(ref source, values[i].Metric, i);
            if (place >= 0 && source.Layout.IsContinuous(place))
            {
                compared++;
                anyNonZero |= values[i].Value != 0;
                hash = (hash ^ (ulong)BitConverter.DoubleToInt64Bits(values[i].Value) ^ (ulong)place) * 1099511628211UL;
                hash ^= hash >> 29;
            }
        }

        if (compared < 2)
        {
            return;
        }

        if (hash != figures.FrozenHash || !anyNonZero)
        {
            figures.FrozenHash = hash;
            figures.FrozenRun = 1;
            figures.FrozenSinceNanos = message.MeasuredAtNanos;
            figures.IsFrozen = false;
            return;
        }

        figures.FrozenRun = Math.Min(figures.FrozenRun + 1, FrozenMessages);
        figures.IsFrozen = figures.FrozenRun >= FrozenMessages && message.MeasuredAtNanos - figures.FrozenSinceNanos >= FrozenNanos;
    }

    private static void Note(ref DeviceFigures figures, DeviceHealth health, byte reason, long clockNanos)
    {
        if (figures.Health == health)
        {
            return;
        }

        if (figures.FirstHeardNanos != 0 && figures.Health is DeviceHealth.Stale or DeviceHealth.Offline)
        {
            figures.SilentNanos += clockNanos - figures.HealthSinceNanos;
        }

        figures.Health = health;
        figures.Reason = reason;
        figures.HealthSinceNanos = clockNanos;
    }
}
