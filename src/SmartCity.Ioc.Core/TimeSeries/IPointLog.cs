using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.TimeSeries;

/// <summary>
/// The journal of outputs as the shard's thread sees it: what history must have, in the order in which the pipeline decided it. Written
/// between two calls of <see cref="Commit"/>, read by the time-series writer after it. One thread; blocks on the disk at most briefly.
/// </summary>
/// <remarks>
/// A checkpoint calls <see cref="MakeDurable"/> and keeps <see cref="Length"/>. After a crash <see cref="TruncateAfter"/> cuts back to
/// that length before the inputs run again; the same calls then write the same bytes at the same places.
/// </remarks>
public interface IPointLog
{
    /// <summary>After what the last <see cref="Commit"/> handed over.</summary>
    JournalPosition Length { get; }

    /// <summary>The accepted messages of a batch. Copies what it needs.</summary>
    void AddReadings(ReadingBatch accepted);

    /// <summary>From here on <see cref="AddReadings"/> keeps the messages of these kinds only and counts the others as
    /// <see cref="LedgerEntry.Thinned"/>: the server is behind, and what single readings cost helps it. Null, as it begins: of all kinds.</summary>
    void KeepReadingsOf(IReadOnlySet<string>? kinds);

    /// <summary>Messages beyond the correction horizon: stored raw, counted apart.</summary>
    void AddLate(ReadingBatch late);

    /// <summary>Accepted messages of the past, whose days are counted once more when they are stored. Whether or not readings are stored
    /// otherwise.</summary>
    void AddBackFilled(ReadingBatch backFilled);

    /// <summary>Days to be counted once more: a message of a device at the day's start, with the metrics in question.</summary>
    void AddRefills(ReadingBatch refills);

    /// <summary>A closed or corrected window; a provisional one is ignored.</summary>
    void AddWindow(in WindowAggregate window);

    void AddTransition(AlertTransition transition);

    /// <summary>Hands over what was added since the last call. Nothing is written when nothing was added.</summary>
    /// <param name="clockNanos">The pipeline's clock.</param>
    /// <param name="more">The next call follows at once, so what is handed over may be written with it: thousands of small frames run again.</param>
    /// <exception cref="IOException">The disk refuses; the points are kept and go with the next call.</exception>
    void Commit(long clockNanos, bool more = false);

    /// <summary>Returns when everything committed up to a length survives a power cut. The checkpoint's thread, while the shard goes on.</summary>
    /// <exception cref="IOException">The disk refuses; call again later.</exception>
    void MakeDurable(JournalPosition length);

    /// <summary>Drops what is past a checkpoint's length.</summary>
    void TruncateAfter(JournalPosition length);
}
