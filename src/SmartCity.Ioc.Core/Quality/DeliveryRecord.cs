namespace SmartCity.Ioc.Quality;

/// <summary>What went wrong lately on a device's way here. Kept only of devices that give a reason for it; written by the thread that has the
/// device.</summary>
internal sealed class DeliveryRecord
{
    /// <summary>A fault is named until one to two slots have passed without it: of so long, or of so many of a slow device's intervals.</summary>
    public const long LeastSlotNanos = 30_000_000_000;
    public const int SlotIntervals = 3;

    /// <summary>A link that comes back three times in so long flaps.</summary>
    public const long FlapSlotNanos = 120_000_000_000;
    public const int FlapReturns = 3;

    /// <summary>A number that is missing may still be on its way, past the ones after it.</summary>
    public const long StragglesNanos = 10_000_000_000;

    /// <summary>One duplicate is what MQTT's QoS 1 may bring at any time.</summary>
    private const int FewDuplicates = 2;

    // Set at each use: it is the interval's, which may be learned anew.
    private long _slotNanos;

    private RecentCount _duplicates;
    private RecentCount _recovered;
    private RecentCount _restarts;
    private RecentCount _returns;
    private RecentCount _corrupt;
    private RecentCount _oversize;
    private RecentCount _delayed;
    private RecentCount _floods;
    private RecentCount _ahead;

    // An episode of loss: what was missing before it, when it began and when it went on last.
    private long _missingBefore;
    private long _lossSinceNanos;
    private long _lostNanos;

    private long _putAsideNanos;

    /// <summary>Messages that were put aside since the last one that came in its turn: their numbers are missing, and nothing was lost.</summary>
    public int PutAside { get; private set; }

    /// <summary>Numbers that are missing and were not counted as lost, because their messages were put aside.</summary>
    public long Excused { get; private set; }

    // Messages in a row with a clock far off (or, while skewed, with a right one).
    private int _skewRun;

    /// <summary>When the first of the messages in a row arrived that speak for another clock than is assumed.</summary>
    public long SkewSinceNanos { get; private set; }

    /// <returns>The device's record, made where it is its first fault.</returns>
    public static DeliveryRecord Of(ref DeviceFigures figures, long intervalNanos)
    {
        var record = figures.Delivery ??= new DeliveryRecord();
        record._slotNanos = Slot(intervalNanos);
        return record;
    }

    /// <returns>How many messages in a row speak for another clock than is assumed.</returns>
    public int OnSkew(long receivedAtNanos)
    {
        if (_skewRun++ == 0)
        {
            SkewSinceNanos = receivedAtNanos;
        }

        return _skewRun;
    }

    public void EndSkew() => _skewRun = 0;

    public void OnDuplicate(long clockNanos) => _duplicates.Add(clockNanos, _slotNanos);

    public void OnRecovered(long clockNanos) => _recovered.Add(clockNanos, _slotNanos);

    public void OnRestart(long clockNanos) => _restarts.Add(clockNanos, _slotNanos);

    public void OnDelayed(long clockNanos) => _delayed.Add(clockNanos, _slotNanos);

    public void OnFlood(long clockNanos) => _floods.Add(clockNanos, _slotNanos);

    public void OnReturn(long clockNanos) => _returns.Add(clockNanos, FlapSlotNanos);

    /// <param name="skipped">How many numbers the gap has.</param>
    /// <param name="missingBefore">Numbers that were lost and have not come, without this gap's.</param>
    /// <returns>How many of them are lost: messages that came and were put aside are not.</returns>
    public long OnGap(long skipped, long missingBefore, long clockNanos)
    {
        var lost = Excuse(skipped);
        if (lost == 0)
        {
            return 0;
        }

        if (clockNanos - _lostNanos > 2 * _slotNanos || missingBefore <= _missingBefore)
        {
            (_missingBefore, _lossSinceNanos) = (missingBefore, clockNanos);
        }

        _lostNanos = clockNanos;
        return lost;
    }

    /// <summary>Of numbers that were skipped, as many as messages were put aside since the last one in its turn are no loss.</summary>
    /// <returns>How many are lost.</returns>
    public long Excuse(long skipped)
    {
        var excused = Math.Min(PutAside, skipped);
        PutAside = 0;
        Excused += excused;
        return skipped - excused;
    }

    /// <summary>A number that was missing has come.</summary>
    /// <param name="isRedriven">Its message had been put aside.</param>
    /// <param name="missing">Numbers that were lost and have not come.</param>
    /// <returns>Whether the number was never counted as lost.</returns>
    public bool TakeExcused(bool isRedriven, long missing)
    {
        var taken = Excused > 0 && (isRedriven || missing == 0);
        Excused -= taken ? 1 : 0;
        return taken;
    }

    /// <summary>A message came in its turn: whatever was put aside before has no number between it and the one before.</summary>
    public void OnTurn(long clockNanos)
    {
        // What was put aside in the same frame may have come after it.
        PutAside = clockNanos > _putAsideNanos ? 0 : PutAside;
    }

    public void OnReject(QuarantineReason reason, long clockNanos)
    {
        (PutAside, _putAsideNanos) = (PutAside + 1, clockNanos);
        switch (reason)
        {
            case QuarantineReason.TooLarge:
                _oversize.Add(clockNanos, _slotNanos);
                break;
            case QuarantineReason.FutureTime:
                _ahead.Add(clockNanos, _slotNanos);
                break;
            case QuarantineReason.MalformedPayload or QuarantineReason.BadTime or QuarantineReason.BadType or QuarantineReason.Empty:
                _corrupt.Add(clockNanos, _slotNanos);
                break;
            default:
                break;
        }
    }

    /// <param name="missing">Numbers that are missing now.</param>
    public DeliveryFault At(long clockNanos, long missing, long intervalNanos)
    {
        var slotNanos = Slot(intervalNanos);
        var isLoss = missing > _missingBefore && clockNanos - _lossSinceNanos >= StragglesNanos && clockNanos - _lostNanos <= 2 * slotNanos;
        return (isLoss ? DeliveryFault.Loss : 0)
            | (Recent(_duplicates) >= FewDuplicates ? DeliveryFault.Duplicates : 0)
            | (Recent(_recovered) > 0 ? DeliveryFault.Reordered : 0)
            | (Recent(_restarts) > 0 ? DeliveryFault.Restarted : 0)
            | (Recent(_corrupt) > 0 ? DeliveryFault.Corrupt : 0)
            | (Recent(_oversize) > 0 ? DeliveryFault.Oversize : 0)
            | (Recent(_delayed) > 0 ? DeliveryFault.Delayed : 0)
            | (Recent(_floods) > 0 ? DeliveryFault.Flood : 0)
            | (Recent(_ahead) > 0 ? DeliveryFault.Ahead : 0)
            | (_returns.At(clockNanos, FlapSlotNanos) >= FlapReturns ? DeliveryFault.Flapping : 0);

        int Recent(RecentCount count) => count.At(clockNanos, slotNanos);
    }

    private static long Slot(long intervalNanos) => Math.Max(LeastSlotNanos, SlotIntervals * intervalNanos);

    public void SaveExcused(BinaryWriter writer) => writer.Write(Excused);

    public void RestoreExcused(BinaryReader reader) => Excused = reader.ReadInt64();

    public void SavePutAside(BinaryWriter writer)
    {
        writer.Write(PutAside);
        writer.Write(_putAsideNanos);
    }

    public void RestorePutAside(BinaryReader reader) => (PutAside, _putAsideNanos) = (reader.ReadInt32(), reader.ReadInt64());

    public void Save(BinaryWriter writer)
    {
        foreach (ref readonly var count in (ReadOnlySpan<RecentCount>)[_duplicates, _recovered, _restarts, _returns, _corrupt, _oversize, _delayed, _floods, _ahead])
        {
            count.Save(writer);
        }

        writer.Write(_missingBefore);
        writer.Write(_lossSinceNanos);
        writer.Write(_lostNanos);
        writer.Write(_skewRun);
        writer.Write(SkewSinceNanos);
    }

    public static DeliveryRecord Restore(BinaryReader reader) => new()
    {
        _duplicates = RecentCount.Restore(reader),
        _recovered = RecentCount.Restore(reader),
        _restarts = RecentCount.Restore(reader),
        _returns = RecentCount.Restore(reader),
        _corrupt = RecentCount.Restore(reader),
        _oversize = RecentCount.Restore(reader),
        _delayed = RecentCount.Restore(reader),
        _floods = RecentCount.Restore(reader),
        _ahead = RecentCount.Restore(reader),
        _missingBefore = reader.ReadInt64(),
        _lossSinceNanos = reader.ReadInt64(),
        _lostNanos = reader.ReadInt64(),
        _skewRun = reader.ReadInt32(),
        SkewSinceNanos = reader.ReadInt64(),
    };
}
