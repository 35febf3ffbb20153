using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// Remembers what came from each device and tells new messages from those that came before and those that come too late; counts all of
/// them. Each shard judges the messages of its devices: a verdict depends on nothing but the device's own messages and the clock.
/// </summary>
internal sealed class Deduplicator
{
    private const MessageMarks Status = MessageMarks.StatusOnline | MessageMarks.StatusOffline;

    private readonly CityWindows _windows;
    private readonly FiguresTable _figures;
    private readonly ShardCrew _crew;
    private readonly ShardMap _map;
    private readonly ShardSplit _split;
    private readonly LedgerTally[] _tallies;
    private readonly Action<int> _judge;
    private readonly long _rememberMs;
    private TriagedBatch _triaged = null!;
    private long _correctableFromNanos;
    private long _clockNanos;

    public Deduplicator(CityWindows windows, FiguresTable figures, Ledger ledger, PipelineOptions options, ShardCrew crew, ShardMap map)
    {
        (_windows, _figures, _crew, _map) = (windows, figures, crew, map);
        _split = new ShardSplit(crew.Count);
        _tallies = new LedgerTally[crew.Count];
        for (var shard = 0; shard < _tallies.Length; shard++)
        {
            _tallies[shard] = new LedgerTally(ledger);
        }

        _judge = JudgeShard;
        _rememberMs = (long)(options.AllowedLateness + options.CorrectionHorizon).TotalMilliseconds;
    }

    public void Judge(TriagedBatch triaged)
    {
        _correctableFromNanos = _windows.CorrectableFromNanos;
        _clockNanos = triaged.Source.ClockNanos;
        var messages = triaged.Source.Messages;
        if (_crew.IsWorth(messages.Length))
        {
            _triaged = triaged;
            _split.Split(messages, _map);

            // The table grows before the shards look: then each touches nothing but its devices' entries.
            _figures.Reach(_map.Devices);
            _crew.Run(_judge);
        }
        else
        {
            var verdicts = triaged.Verdicts;
            for (var i = 0; i < messages.Length; i++)
            {
                verdicts[i] = Judge(messages[i], _tallies[0]);
            }
        }

        foreach (var tally in _tallies)
        {
            tally.Close();
        }

        triaged.Part();
    }

    private void JudgeShard(int shard)
    {
        var messages = _triaged.Source.Messages;
        var verdicts = _triaged.Verdicts;
        foreach (var i in _split.Of(shard))
        {
            verdicts[i] = Judge(messages[i], _tallies[shard]);
        }
    }

    private Verdict Judge(in DeviceMessage message, LedgerTally tally)
    {
        ref var figures = ref _figures[message.Device];
        if ((message.Marks & MessageMarks.Retained) != 0)
        {
            // Not remembered either: the same message may still come by itself, and is to be counted then.
            figures.Retained++;
            tally.Add(LedgerEntry.Retained, message, 1);
            if ((message.Marks & Status) == 0 && message.MeasuredAtNanos <= figures.NewestSeenNanos)
            {
                return Verdict.OldNews;
            }

            figures.NewestSeenNanos = Math.Max(figures.NewestSeenNanos, message.MeasuredAtNanos);
            return Verdict.LastKnown;
        }

        if ((message.Marks & MessageMarks.Historical) != 0 && message.MeasuredAtNanos < _correctableFromNanos)
        {
            return JudgeHistory(message, ref figures, tally);
        }

        var verdict = Verdict.Accepted;
        if ((message.Marks & Status) == 0)
        {
            ref var memory = ref figures.Memory;
            var restarts = memory.Restarts;
            var arrival = memory.Judge(message, _rememberMs, out var lost);
            if (lost != 0 || arrival == Arrival.Duplicate || memory.Restarts != restarts)
            {
                lost = NoteDelivery(message, arrival, lost, memory.Restarts != restarts, ref figures);
            }
            else if (figures.Delivery is { PutAside: > 0 } record)
            {
                record.OnTurn(_clockNanos);
            }

            verdict = arrival switch
            {
                Arrival.Duplicate => Verdict.Duplicate,
                Arrival.Forgotten => Verdict.Late,
                _ => message.MeasuredAtNanos < _correctableFromNanos ? Verdict.Late : Verdict.Accepted,
            };
            figures.NewestSeenNanos = Math.Max(figures.NewestSeenNanos, message.MeasuredAtNanos);
            CountGap(message, lost, ref figures, tally);
        }

        switch (verdict)
        {
            case Verdict.Accepted:
                figures.Accepted++;
                tally.Add(LedgerEntry.Accepted, message, 1);
                break;
            case Verdict.Duplicate:
                figures.Duplicates++;
                tally.Add(LedgerEntry.Duplicate, message, 1);
                break;
            default:
                figures.Late++;
                tally.Add(LedgerEntry.Late, message, 1);
                break;
        }

        return verdict;
    }

    // Before the gap is counted.
    /// <returns>What of the gap is to be counted.</returns>
    private long NoteDelivery(in DeviceMessage message, Arrival arrival, long lost, bool hasRestarted, ref DeviceFigures figures)
    {
        var record = DeliveryRecord.Of(ref figures, _windows.Sources.IntervalOf(message.Device));
        if (hasRestarted)
        {
            record.OnRestart(_clockNanos);
            return record.Excuse(lost);
        }

        if (lost > 0)
        {
            return record.OnGap(lost, figures.Missing, _clockNanos);
        }

        if (lost < 0)
        {
            if (record.TakeExcused((message.Marks & MessageMarks.Historical) != 0, figures.Missing))
            {
                return 0;
            }

            record.OnRecovered(_clockNanos);
        }
        else if (arrival == Arrival.Duplicate)
        {
            record.OnDuplicate(_clockNanos);
        }

        return lost;
    }

    // Nothing of it says how the device is doing now, so of its figures only gaps and duplicates change. What memory does not reach is accepted:
    // a second copy of it is the same points.
    private static Verdict JudgeHistory(in DeviceMessage message, ref DeviceFigures figures, LedgerTally tally)
    {
        var arrival = figures.Memory.JudgeHistory(message, out var lost);
        lost = lost < 0 && figures.Delivery?.TakeExcused(isRedriven: true, figures.Missing) == true ? 0 : lost;
        CountGap(message, lost, ref figures, tally);
        if (arrival == Arrival.Duplicate)
        {
            figures.Duplicates++;
            tally.Add(LedgerEntry.Duplicate, message, 1);
            return Verdict.Duplicate;
        }

        tally.Add(LedgerEntry.Accepted, message, 1);
        return Verdict.BackFilled;
    }

    private static void CountGap(in DeviceMessage message, long lost, ref DeviceFigures figures, LedgerTally tally)
    {
        if (lost > 0)
        {
            figures.Lost = (uint)Math.Min(figures.Lost + lost, uint.MaxValue);
            tally.Add(LedgerEntry.Lost, message, (int)lost);
        }
        else if (lost < 0)
        {
            figures.Recovered++;
            tally.Add(LedgerEntry.Recovered, message, 1);
        }
    }
}
