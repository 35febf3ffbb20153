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

    /// <summary>After an impossible jump this many messages must be without one.</summary>
    public const int CalmMessages = 5;

    /// <summary>A value outside its range makes a device suspect for so long after the last such message.</summary>
    public const long OutOfRangeHoldNanos = 60_000_000_000;

    // Two messages within one second say nothing about a speed: clocks and averaging differ by more.
    private const double LeastJumpSeconds = 1;

    private const MessageMarks Status = MessageMarks.StatusOnline | MessageMarks.StatusOffline;

    private readonly CityRegistry _registry;
    private readonly SourceTable _sources;
    private readonly FiguresTable _figures;
    private readonly bool _judgesClocks;
    private readonly PriorityQueue<int, long> _silence = new();
    private readonly List<(long DueNanos, HealthChange Change)> _due = [];
    private readonly List<(int Device, long AtNanos)> _nonsense = [];

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

    /// <summary>A message of the device was put aside.</summary>
    /// <param name="clockNanos">The clock of the frame that it came in. The device is suspect from the next moment of the clock on: where it
    /// stood among the frame's messages does not show.</param>
    public void OnReject(int device, QuarantineReason reason, long clockNanos)
    {
        ref var figures = ref _figures[device];
        figures.Rejected++;
        figures.LastReject = (byte)reason;
        figures.HasReject = true;
        figures.Faults ??= new DeviceFaults();
        figures.Faults.Rejects[(int)reason]++;
        if (reason == QuarantineReason.OutOfRange && (_nonsense.Count == 0 || _nonsense[^1] != (device, clockNanos)))
        {
            _nonsense.Add((device, clockNanos));
        }
    }

    /// <summary>The clock moved on: whose time to speak has run out, and who said what can not be?</summary>
    public void AdvanceTo(long clockNanos, IObserver<HealthChange> output)
    {
        // In the order of the clock, so those that are due stand first.
        var heard = 0;
        for (; heard < _nonsense.Count && _nonsense[heard].AtNanos < clockNanos; heard++)
        {
            HearNonsense(_nonsense[heard].Device, _nonsense[heard].AtNanos, clockNanos);
        }

        _nonsense.RemoveRange(0, heard);

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

    public void Save(BinaryWriter writer)
    {
        writer.Write(_nonsense.Count);
        foreach (var (device, atNanos) in _nonsense)
        {
            writer.Write(device);
            writer.Write(atNanos);
        }
    }

    public void Restore(BinaryReader reader, IndexMap map)
    {
        _nonsense.Clear();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (device, atNanos) = (map.Devices[reader.ReadInt32()], reader.ReadInt64());
            if (device >= 0)
            {
                _nonsense.Add((device, atNanos));
            }
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
            var isAssumed = (message.Marks & MessageMarks.TimeAssumed) != 0;
            figures.TimeAssumed += isAssumed ? 1 : 0;
            if (message.MeasuredAtNanos > figures.NewestEventNanos)
            {
                figures.NewestEventNanos = message.MeasuredAtNanos;
                figures.LagNanos = message.ReceivedAtNanos - message.MeasuredAtNanos;
                figures.LastTimeAssumed = isAssumed;
                JudgeClock(message, ref figures);
                JudgeValues(message, values, ref figures);
            }

            figures.Doubtful += figures.Is(Suspicion.Frozen | Suspicion.Skewed | Suspicion.Flat | Suspicion.Jumping) ? 1 : 0;
        }

        figures.Set(Suspicion.OutOfRange, figures.Faults is { OutOfRangeNanos: not 0 } faults
            && clockNanos - faults.OutOfRangeNanos <= OutOfRangeHoldNanos);
        var reason = ReasonOf(figures.Suspicion);
        if (reason != HealthReasons.None)
        {
            Note(ref figures, DeviceHealth.Suspect, reason, clockNanos);
        }
        else
        {
            Note(ref figures, DeviceHealth.Ok, figures.Health == DeviceHealth.Suspect ? HealthReasons.Recovered : HealthReasons.Heard, clockNanos);
        }

        Arm(message.Device, ref figures);
    }

    // It speaks, so it is not silent; what it says is not to be believed.
    private void HearNonsense(int device, long atNanos, long clockNanos)
    {
        ref var figures = ref _figures[device];
        var was = figures.Health;
        figures.Faults!.OutOfRangeNanos = atNanos;
        if (figures.FirstHeardNanos == 0)
        {
            figures.FirstHeardNanos = atNanos;
            figures.HealthSinceNanos = atNanos;
        }

        figures.LastHeardNanos = Math.Max(figures.LastHeardNanos, atNanos);
        figures.Set(Suspicion.OutOfRange, true);
        Note(ref figures, DeviceHealth.Suspect, ReasonOf(figures.Suspicion), clockNanos);
        Arm(device, ref figures);
        if (was != DeviceHealth.Suspect)
        {
            _due.Add((atNanos, new HealthChange(device, was, DeviceHealth.Suspect, clockNanos, HealthReasons.Word(figures.Reason))));
        }
    }

    // The one that says most about where to look stands for all.
    private static byte ReasonOf(Suspicion suspicion) =>
        (suspicion & Suspicion.OutOfRange) != 0 ? HealthReasons.OutOfRange
        : (suspicion & Suspicion.Frozen) != 0 ? HealthReasons.Frozen
        : (suspicion & Suspicion.Flat) != 0 ? HealthReasons.Flat
        : (suspicion & Suspicion.Jumping) != 0 ? HealthReasons.Jumped
        : (suspicion & Suspicion.Skewed) != 0 ? HealthReasons.Skewed
        : HealthReasons.None;

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
        if (isOff == figures.Is(Suspicion.Skewed))
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
            figures.Set(Suspicion.Skewed, isOff);
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

        if (source.Layout.Watches)
        {
            JudgeChanges(message, values, source.Layout, ref figures);
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
            figures.Set(Suspicion.Frozen, false);
            return;
        }

        figures.FrozenRun = Math.Min(figures.FrozenRun + 1, FrozenMessages);
        figures.Set(
            Suspicion.Frozen,
            figures.FrozenRun >= FrozenMessages && message.MeasuredAtNanos - figures.FrozenSinceNanos >= FrozenNanos);
    }

    // Against the value before: how fast it changed, and since when it has not. Only metrics that their kind limits so.
    private static void JudgeChanges(
        in DeviceMessage message, ReadOnlySpan<MetricValue> values, MetricLayout layout, ref DeviceFigures figures)
    {
        var hasJumped = false;
        for (var i = 0; i < values.Length; i++)
        {
            var place = layout.Find(values[i].Metric, i);
            if (place < 0 || layout.Watched(place) is not { } limits)
            {
                continue;
            }

            figures.Faults ??= new DeviceFaults();
            var at = figures.Faults.WatchedAt(values[i].Metric);
            ref var before = ref figures.Faults.Watched[at];
            var seconds = Math.Max((message.MeasuredAtNanos - before.MeasuredAtNanos) / 1e9, LeastJumpSeconds);
            hasJumped |= before.MeasuredAtNanos != 0 && Math.Abs(values[i].Value - before.Value) > limits.MaxChangePerSecond * seconds;
            if (before.MeasuredAtNanos == 0 || values[i].Value != before.Value)
            {
                before.SameSinceNanos = message.MeasuredAtNanos;
            }

            before.Value = values[i].Value;
            before.MeasuredAtNanos = message.MeasuredAtNanos;
            before.IsFlat = message.MeasuredAtNanos - before.SameSinceNanos >= limits.FlatAfter?.Ticks * 100;
        }

        if (figures.Faults is not { Watched.Length: > 0 } faults)
        {
            return;
        }

        faults.Jumps += hasJumped ? 1 : 0;
        faults.CalmMessages = hasJumped ? 0 : Math.Min(faults.CalmMessages + 1, CalmMessages);
        figures.Set(Suspicion.Jumping, faults.Jumps > 0 && faults.CalmMessages < CalmMessages);
        figures.Set(Suspicion.Flat, Array.Exists(faults.Watched, watched => watched.IsFlat));
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
