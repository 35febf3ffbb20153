using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// Remembers what came from each device and tells new messages from those that came before and those that come too late; counts all of
/// them. Used by one thread.
/// </summary>
internal sealed class Deduplicator
{
    private const MessageMarks Status = MessageMarks.StatusOnline | MessageMarks.StatusOffline;

    private readonly CityWindows _windows;
    private readonly FiguresTable _figures;
    private readonly LedgerTally _tally;
    private readonly DeviceTable<SourceMemory> _memories = new();
    private readonly long _rememberMs;

    public Deduplicator(CityWindows windows, FiguresTable figures, Ledger ledger, PipelineOptions options)
    {
        (_windows, _figures) = (windows, figures);
        _tally = new LedgerTally(ledger);
        _rememberMs = (long)(options.AllowedLateness + options.CorrectionHorizon).TotalMilliseconds;
    }

    public void Judge(TriagedBatch triaged)
    {
        var correctableFrom = _windows.CorrectableFromNanos;
        var messages = triaged.Source.Messages;
        var verdicts = triaged.Verdicts;
        for (var i = 0; i < messages.Length; i++)
        {
            verdicts[i] = Judge(messages[i], correctableFrom);
        }

        _tally.Close();
        triaged.Part();
    }

    /// <summary>What is remembered of each device.</summary>
    public DeviceTable<SourceMemory> Memories => _memories;

    private Verdict Judge(in DeviceMessage message, long correctableFromNanos)
    {
        ref var figures = ref _figures[message.Device];
        if ((message.Marks & MessageMarks.Retained) != 0)
        {
            // Not remembered either: the same message may still come by itself, and is to be counted then.
            figures.Retained++;
            _tally.Add(LedgerEntry.Retained, message, 1);
            if ((message.Marks & Status) == 0 && message.MeasuredAtNanos <= figures.NewestSeenNanos)
            {
                return Verdict.OldNews;
            }

            figures.NewestSeenNanos = Math.Max(figures.NewestSeenNanos, message.MeasuredAtNanos);
            return Verdict.LastKnown;
        }

        var verdict = Verdict.Accepted;
        if ((message.Marks & Status) == 0)
        {
            var arrival = _memories[message.Device].Judge(message, _rememberMs, out var lost);
            verdict = arrival switch
            {
                Arrival.Duplicate => Verdict.Duplicate,
                Arrival.Forgotten => Verdict.Late,
                _ => message.MeasuredAtNanos < correctableFromNanos ? Verdict.Late : Verdict.Accepted,
            };
            figures.NewestSeenNanos = Math.Max(figures.NewestSeenNanos, message.MeasuredAtNanos);
            CountGap(message, lost, ref figures);
        }

        switch (verdict)
        {
            case Verdict.Accepted:
                figures.Accepted++;
                _tally.Add(LedgerEntry.Accepted, message, 1);
                break;
            case Verdict.Duplicate:
                figures.Duplicates++;
                _tally.Add(LedgerEntry.Duplicate, message, 1);
                break;
            default:
                figures.Late++;
                _tally.Add(LedgerEntry.Late, message, 1);
                break;
        }

        return verdict;
    }

    private void CountGap(in DeviceMessage message, long lost, ref DeviceFigures figures)
    {
        if (lost > 0)
        {
            figures.Lost += lost;
            _tally.Add(LedgerEntry.Lost, message, (int)lost);
        }
        else if (lost < 0)
        {
            figures.Recovered++;
            _tally.Add(LedgerEntry.Recovered, message, 1);
        }
    }
}
