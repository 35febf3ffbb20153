using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Storage.TimeSeries;

namespace SmartCity.Ioc.Storage;

/// <summary>The meter <c>SmartCity.Ioc.Storage</c>. Journals and stores register themselves; what is a level is read when somebody asks.</summary>
internal static class StorageMeter
{
    public const string Name = "SmartCity.Ioc.Storage";

    private static readonly Meter Meter = new(Name);

    public static JournalRegister Journals { get; } = new(Meter);

    public static WriterRegister Writers { get; } = new(Meter);

    public static Histogram<double> SyncDuration { get; } =
        Meter.CreateHistogram<double>("ioc.journal.sync.duration", "s", "Time of one fsync of a journal");

    public static KeyValuePair<string, object?> JournalTag(string journal) => new("journal", journal);

    /// <summary>The running time-series writers (one, but in tests), for the instruments that show them.</summary>
    internal sealed class WriterRegister
    {
        private readonly ConcurrentDictionary<TimeSeriesWriterStatus, bool> _running = new(ReferenceEqualityComparer.Instance);

        public WriterRegister(Meter meter)
        {
            meter.CreateObservableGauge("ioc.store.up", () => Observe(s => s.IsStoreUp ? 1L : 0L), null, "Whether the time-series store takes points");
            meter.CreateObservableGauge("ioc.store.lag.size", () => Observe(s => s.LagBytes), "By", "Bytes of the journal not yet in the store");
            meter.CreateObservableGauge("ioc.store.lag.time", () => Observe(s => s.Lag.TotalSeconds), "s", "Age of the newest point in the store against the newest there is");
            meter.CreateObservableCounter("ioc.store.points", () => Observe(s => s.WrittenPoints), "{point}", "Points that the store has confirmed");
            meter.CreateObservableCounter("ioc.store.rejected", () => Observe(s => s.RejectedPoints), "{point}", "Points that the store refuses for good");
            meter.CreateObservableGauge("ioc.store.catching_up", () => Observe(s => s.IsCatchingUp ? 1L : 0L), null, "Whether the newest points go first while history is caught up");
            meter.CreateObservableCounter("ioc.store.lost", () => Observe(s => s.NotStoredReadings), "{reading}", "Accepted readings that will never be in the store: refused, or given up over the journal's budget");
            meter.CreateObservableCounter("ioc.store.unreadable", () => Observe(s => s.UnreadableFrames), "{frame}", "Frames of the journal without readable points");
        }

        public void Add(TimeSeriesWriterStatus status) => _running[status] = true;

        public void Remove(TimeSeriesWriterStatus status) => _running.TryRemove(status, out _);

        private IEnumerable<Measurement<T>> Observe<T>(Func<TimeSeriesWriterStatus, T> value)
            where T : struct => _running.Keys.Select(status => new Measurement<T>(value(status)));
    }

    /// <summary>The open journals, for the instruments that show them.</summary>
    internal sealed class JournalRegister
    {
        private readonly ConcurrentDictionary<FileJournal, string> _open = new(ReferenceEqualityComparer.Instance);

        public JournalRegister(Meter meter)
        {
            meter.CreateObservableGauge("ioc.journal.size", () => Observe(s => s.HeldBytes), "By", "Bytes that a journal holds on disk");
            meter.CreateObservableGauge("ioc.journal.limit", () => Observe(s => s.BudgetBytes), "By", "Disk budget of a journal");
            meter.CreateObservableCounter("ioc.journal.frames", () => Observe(s => s.Frames), "{frame}", "Frames appended");
            meter.CreateObservableCounter("ioc.journal.io", () => Observe(s => s.AppendedBytes), "By", "Bytes appended");
            meter.CreateObservableCounter("ioc.journal.damaged", () => Observe(s => s.DamagedBytes), "By", "Bytes passed over as damaged");
            meter.CreateObservableCounter("ioc.journal.given_up", () => Observe(s => s.GivenUpBytes), "By", "Bytes given up unread over the budget");
            meter.CreateObservableCounter("ioc.journal.failures", () => Observe(s => s.Failures), "{failure}", "Writes and syncs that the disk refused");
        }

        public void Add(FileJournal journal, string name) => _open[journal] = name;

        public void Remove(FileJournal journal) => _open.TryRemove(journal, out _);

        private IEnumerable<Measurement<long>> Observe(Func<JournalStatistics, long> value)
        {
            foreach (var (journal, name) in _open)
            {
                yield return new Measurement<long>(value(journal.Statistics), JournalTag(name));
            }
        }
    }
}
