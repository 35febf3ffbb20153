using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// The journal of outputs from the shard's side. Readings go into frames of their own, before the windows of the same moment: over the disk
/// budget they are given up first.
/// </summary>
internal sealed class PointLog(
    IJournal journal, CityRegistry registry, Ledger ledger, RecoveredOutputs recovered, bool writeReadings) : IPointLog
{
    private readonly PointEncoder _readings = new(FrameKind.Readings, registry);
    private readonly PointEncoder _points = new(FrameKind.Points, registry);

    private const long MostUnwritten = 1 << 20;

    private IReadOnlySet<string>? _kept;
    private long _flushed;

    // Lengths at the checkpoints before: a start may fall back on them, so what lies behind them has to stay. The checkpoint's thread.
    private JournalPosition? _lastCheckpoint;
    private JournalPosition? _checkpointBefore;

    public JournalPosition Length => journal.End;

    public void KeepReadingsOf(IReadOnlySet<string>? kinds) => _kept = kinds;

    public void AddReadings(ReadingBatch accepted)
    {
        if (_kept is { } kept && writeReadings)
        {
            AddOnly(kept, accepted);
        }
        else
        {
            Add(accepted, PointRecord.Readings, writeReadings);
        }
    }

    public void AddLate(ReadingBatch late) => Add(late, PointRecord.LateReadings, writeReadings);

    public void AddBackFilled(ReadingBatch backFilled) => Add(backFilled, PointRecord.BackFilled, writes: true);

    public void AddRefills(ReadingBatch refills) => Add(refills, PointRecord.Refill, writes: true);

    public void AddWindow(in WindowAggregate window)
    {
        if (window.Stage != AggregateStage.Provisional)
        {
            _points.Window(window);
        }
    }

    public void AddTransition(AlertTransition transition) => _points.Alert(transition);

    public void Commit(long clockNanos, bool more = false)
    {
        var (messages, readings) = (ledger.MessagesToStore, ledger.ReadingsToStore);
        _readings.HandOver(journal, clockNanos, messages, readings);
        _points.HandOver(journal, clockNanos, messages, readings);
        if (!more || journal.End.Offset - _flushed >= MostUnwritten)
        {
            journal.Flush(durable: false);
            _flushed = journal.End.Offset;
        }
    }

    public void MakeDurable(JournalPosition length)
    {
        journal.Sync();
        if (_checkpointBefore is { } oldest)
        {
            journal.StorePosition(JournalKeys.PipelineReader, oldest);
        }

        _checkpointBefore = _lastCheckpoint;
        _lastCheckpoint = length;
    }

    public void TruncateAfter(JournalPosition length)
    {
        _readings.Clear();
        _points.Clear();
        recovered.Set(length, ledger);
        journal.TruncateAfter(length);
        recovered.WasCut();
        _lastCheckpoint = length;
        _checkpointBefore = null;
    }

    // A message without values waits for no store, so there is nothing to thin about it.
    private void AddOnly(IReadOnlySet<string> kept, ReadingBatch accepted)
    {
        foreach (ref readonly var message in accepted.Messages)
        {
            if (message.ValueCount == 0)
            {
                continue;
            }

            if (kept.Contains(registry.Kinds[registry.Device(message.Device).Kind].Id))
            {
                _readings.Readings(message, accepted.ValuesOf(message), PointRecord.Readings);
            }
            else
            {
                ledger.Count(LedgerEntry.Thinned, message.ReceivedAtNanos, 1, message.ValueCount);
            }
        }
    }

    private void Add(ReadingBatch batch, PointRecord record, bool writes)
    {
        if (!writes)
        {
            return;
        }

        foreach (ref readonly var message in batch.Messages)
        {
            // Status messages and those with attributes only have no place in a time series.
            if (message.ValueCount > 0)
            {
                _readings.Readings(message, batch.ValuesOf(message), record);
            }
        }
    }
}
