using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Registry;

namespace SmartCity.Ioc.Quality;

/// <summary>
/// Judges each device's health from what it says and from its silence. Silence is found by a queue of deadlines, one a device, not by
/// looking at every device: a device that speaks in time costs one look per 1.5 of its intervals. Used by one thread.
/// </summary>
internal sealed class HealthWatch
{
    /// <summary>A value outside its range makes a device suspect for so long after the last such message.</summary>
    public const long OutOfRangeHoldNanos = 60_000_000_000;

    // A larger leap of the sequence is a device that counts from somewhere else now.
    private const ulong MostSteps = 1000;

    // Devices whose silence is looked at together.
    private const int LookedAtOnce = 64;

    private const Suspicion Doubts = Suspicion.Frozen | Suspicion.Skewed | Suspicion.Flat | Suspicion.Jumping | Suspicion.Drifting;

    private const MessageMarks Status = MessageMarks.StatusOnline | MessageMarks.StatusOffline;

    private readonly CityRegistry _registry;
    private readonly SourceTable _sources;
    private readonly FiguresTable _figures;
    private readonly bool _judgesClocks;
    private readonly DeviceBook _book;
    private readonly SilenceWheel _silence = new();
    private readonly SilenceDeadlines _deadlines;

    private readonly List<(long DueNanos, HealthChange Change)> _due = [];
    private readonly List<(int Device, long AtNanos)> _nonsense = [];

    /// <param name="book">Says who is out of service.</param>
    /// <param name="judgesClocks">Whether arrival and event time can be compared: not where a recording is played.</param>
    public HealthWatch(CityRegistry registry, SourceTable sources, FiguresTable figures, DeviceBook book, bool judgesClocks)
    {
        (_registry, _sources, _figures, _book, _judgesClocks) = (registry, sources, figures, book, judgesClocks);
        _deadlines = new SilenceDeadlines(registry, figures);
    }

    /// <summary>Devices that are out of service now.</summary>
    public int OutOfService { get; private set; }

    public bool IsOutOfService(int device) => _figures[device].Health == DeviceHealth.OutOfService;

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
                if (was != DeviceHealth.OutOfService && (verdicts[i] == Verdict.Accepted || was == DeviceHealth.Unknown))
                {
                    figures.Become(DeviceHealth.Offline, HealthReasons.LastWill, clockNanos);
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
        figures.LastReject = reason;
        figures.Faults ??= new DeviceFaults();
        figures.Faults.Rejects[(int)reason]++;
        DeliveryRecord.Of(ref figures, _sources.IntervalOf(device)).OnReject(reason, clockNanos);
        if (reason == QuarantineReason.OutOfRange && (_nonsense.Count == 0 || _nonsense[^1] != (device, clockNanos)))
        {
            _nonsense.Add((device, clockNanos));
        }
    }

    /// <summary>The clock moved on: whose time to speak has run out, and who said what can not be?</summary>
    public void AdvanceTo(long clockNanos, IObserver<HealthChange> output)
    {
        foreach (var device in _book.Touched)
        {
            FollowInterval(device);
            JudgeService(device, clockNanos);
        }

        _book.Touched.Clear();

        // In the order of the clock, so those that are due stand first.
        var heard = 0;
        for (; heard < _nonsense.Count && _nonsense[heard].AtNanos < clockNanos; heard++)
        {
            HearNonsense(_nonsense[heard].Device, _nonsense[heard].AtNanos, clockNanos);
        }

        _nonsense.RemoveRange(0, heard);

        Span<int> devices = stackalloc int[LookedAtOnce];
        var tick = _silence.Begin(clockNanos);
        while (_silence.TryTake(clockNanos, ref tick, out var slot, out var block))
        {
            for (var count = 0; (count = TakeAhead(ref block, devices)) > 0;)
            {
                foreach (var device in devices[..count])
                {
                    Look(device, slot, clockNanos);
                }
            }
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
        OutOfService = 0;
        for (var device = 0; device < Math.Min(_figures.Length, _registry.DeviceCount); device++)
        {
            OutOfService += IsOutOfService(device) ? 1 : 0;
            _deadlines.Learn(device, _figures[device].Interval.Learned);
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

        var silentNanos = clockNanos - figures.LastHeardNanos;
        figures.LastHeardNanos = clockNanos;
        if ((message.Marks & Status) == 0)
        {
            var isAssumed = (message.Marks & MessageMarks.TimeAssumed) != 0;
            figures.TimeAssumed += isAssumed ? 1u : 0;
            ref var source = ref _sources.Meet(message.Device);
            JudgeDelivery(message, _sources.IntervalNanos(source), silentNanos, isAssumed, clockNanos, ref figures);
            if (message.MeasuredAtNanos > figures.NewestEventNanos)
            {
                figures.NewestEventNanos = message.MeasuredAtNanos;
                figures.LagNanos = message.ReceivedAtNanos - message.MeasuredAtNanos;
                figures.LastTimeAssumed = isAssumed;
                ValueJudge.Judge(message, values, _sources, ref source, ref figures);
            }

            figures.Doubtful += figures.Is(Doubts) ? 1u : 0;
        }

        figures.Set(Suspicion.OutOfRange, figures.Faults is { OutOfRangeNanos: not 0 } faults
            && clockNanos - faults.OutOfRangeNanos <= OutOfRangeHoldNanos);
        if (figures.Health == DeviceHealth.OutOfService)
        {
            return;
        }

        var reason = HealthReasons.Of(figures.Suspicion);
        if (reason != HealthReasons.None)
        {
            figures.Become(DeviceHealth.Suspect, reason, clockNanos);
        }
        else
        {
            figures.Become(DeviceHealth.Ok, figures.Health == DeviceHealth.Suspect ? HealthReasons.Recovered : HealthReasons.Heard, clockNanos);
        }

        Arm(message.Device, ref figures);
    }

    // The next devices of a list, their figures asked for: each lies somewhere else.
    private int TakeAhead(ref int block, Span<int> devices)
    {
        var count = 0;
        while (count < devices.Length && _silence.TryNext(ref block, out devices[count]))
        {
            count++;
        }

        foreach (var device in devices[..count])
        {
            CacheLines.Ask(ref _figures[device]);
        }

        return count;
    }

    private void Look(int device, int slot, long clockNanos)
    {
        ref var figures = ref _figures[device];
        var armedFor = figures.ArmedForNanos;
        if (armedFor <= clockNanos)
        {
            JudgeSilence(device, ref figures, clockNanos);
        }
        else if (SilenceWheel.SlotOf(armedFor) == slot)
        {
            _silence.Add(device, armedFor);
        }
    }

    private void JudgeSilence(int device, ref DeviceFigures figures, long clockNanos)
    {
        figures.ArmedForNanos = long.MaxValue;
        var (stale, offline) = _deadlines.Of(device, figures.LastHeardNanos);
        var due = clockNanos >= offline ? offline : stale;
        var health = clockNanos >= offline ? DeviceHealth.Offline : DeviceHealth.Stale;
        if (clockNanos >= due && figures.Health is not (DeviceHealth.Offline or DeviceHealth.OutOfService) && figures.Health != health)
        {
            _due.Add((due, new HealthChange(device, figures.Health, health, clockNanos, HealthReasons.Word(HealthReasons.Silent))));
            figures.Become(health, HealthReasons.Silent, clockNanos);
        }

        Arm(device, ref figures);
    }

    // Out of service for as long as somebody says so, whatever the device says; afterwards as it would have been.
    private void JudgeService(int device, long clockNanos)
    {
        ref var figures = ref _figures[device];
        var was = figures.Health;
        var isOut = _book.OutOfServiceAt(device, clockNanos) is not null;
        if (isOut == (was == DeviceHealth.OutOfService))
        {
            return;
        }

        OutOfService += isOut ? 1 : -1;
        var (stale, offline) = _deadlines.Of(device, figures.LastHeardNanos);
        var (health, reason) =
            isOut ? (DeviceHealth.OutOfService, HealthReasons.OutOfService)
            : figures.FirstHeardNanos == 0 ? (DeviceHealth.Unknown, HealthReasons.None)
            : clockNanos >= offline ? (DeviceHealth.Offline, HealthReasons.Silent)
            : clockNanos >= stale ? (DeviceHealth.Stale, HealthReasons.Silent)
            : HealthReasons.Of(figures.Suspicion) is var suspicion and not HealthReasons.None ? (DeviceHealth.Suspect, suspicion)
            : (DeviceHealth.Ok, HealthReasons.Heard);
        figures.Become(health, reason, clockNanos);
        Arm(device, ref figures);
        _due.Add((clockNanos, new HealthChange(device, was, health, clockNanos, HealthReasons.Word(reason))));
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
        if (was == DeviceHealth.OutOfService)
        {
            return;
        }

        figures.Become(DeviceHealth.Suspect, HealthReasons.Of(figures.Suspicion), clockNanos);
        Arm(device, ref figures);
        if (was != DeviceHealth.Suspect)
        {
            _due.Add((atNanos, new HealthChange(device, was, DeviceHealth.Suspect, clockNanos, HealthReasons.Word(figures.Reason))));
        }
    }

    // In the device's own order: a clock that was set back makes event times that are older than the newest.
    private void JudgeDelivery(
        in DeviceMessage message, long intervalNanos, long silentNanos, bool isAssumed, long clockNanos, ref DeviceFigures figures)
    {
        var hasSequence = (message.Marks & MessageMarks.HasSequence) != 0;
        if (message.MeasuredAtNanos <= figures.NewestEventNanos && !(hasSequence && message.Identity > figures.Pace.Sequence))
        {
            return;
        }

        var steps = hasSequence && message.Identity > figures.Pace.Sequence ? Math.Min(message.Identity - figures.Pace.Sequence, MostSteps) : 1;
        figures.Pace.Sequence = hasSequence ? message.Identity : 0;

        // Of what comes at once, a batch or what was held back on the way, the first one stands for all.
        if (silentNanos > 0 && figures.NewestEventNanos != 0
            && figures.Interval.Add(Math.Max(message.MeasuredAtNanos - figures.NewestEventNanos, silentNanos) / (long)steps))
        {
            _deadlines.Learn(message.Device, figures.Interval.Learned);
        }

        if (_judgesClocks && !isAssumed)
        {
            ClockJudge.Judge(message, intervalNanos, (long)steps, clockNanos, ref figures);
        }

        if (_judgesClocks && figures.Pace.CountForFlood(figures.Pace.LagNanos - figures.OffsetNanos, intervalNanos, clockNanos))
        {
            DeliveryRecord.Of(ref figures, intervalNanos).OnFlood(clockNanos);
        }
    }

    private void Arm(int device, ref DeviceFigures figures)
    {
        if (figures.FirstHeardNanos == 0 || figures.Health is DeviceHealth.Offline or DeviceHealth.OutOfService)
        {
            return;
        }

        var (stale, offline) = _deadlines.Of(device, figures.LastHeardNanos);
        var next = figures.Health == DeviceHealth.Stale ? offline : stale;

        // An earlier look finds out that it was heard meanwhile and arms again; only a later one would miss the deadline.
        if (figures.ArmedForNanos > next)
        {
            figures.ArmedForNanos = next;
            _silence.Add(device, next);
        }
    }

    // Somebody said how often it should speak: its deadline may be an earlier one now.
    private void FollowInterval(int device)
    {
        _deadlines.Forget(device);
        Arm(device, ref _figures[device]);
    }
}
