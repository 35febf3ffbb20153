using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Ingest.Fakes;

/// <summary>A journal of outputs that outlives the "process" of a test; lengths are numbers of lines.</summary>
internal sealed class ListPointLog : IPointLog
{
    private readonly List<string> _committed = [];
    private readonly List<string> _open = [];

    public IReadOnlyList<string> Lines => _committed;

    /// <summary>How many of the next commits the disk refuses.</summary>
    public int Refusals { get; set; }

    public JournalPosition Length => new(_committed.Count);

    public void Add(string line) => _open.Add(Kept is null ? line : $"{line}, readings of {string.Join(' ', Kept)}");

    /// <summary>The process ends: what was not committed is gone.</summary>
    public void Forget()
    {
        _open.Clear();
        Kept = null;
    }

    public void Commit(long clockNanos, bool more = false)
    {
        if (Refusals > 0)
        {
            Refusals--;
            throw new IOException("No space left on device");
        }

        _committed.AddRange(_open);
        _open.Clear();
    }

    public void MakeDurable(JournalPosition length)
    {
    }

    public void TruncateAfter(JournalPosition length) => _committed.RemoveRange((int)length.Offset, _committed.Count - (int)length.Offset);

    /// <summary>Stands in every line, so that outputs differ where a run forgets it.</summary>
    public IReadOnlySet<string>? Kept { get; private set; }

    public void KeepReadingsOf(IReadOnlySet<string>? kinds) => Kept = kinds;

    public void AddReadings(ReadingBatch accepted)
    {
    }

    public void AddBackFilled(ReadingBatch backFilled)
    {
    }

    public void AddRefills(ReadingBatch refills)
    {
    }

    public void AddLate(ReadingBatch late)
    {
    }

    public void AddWindow(in WindowAggregate window)
    {
    }

    public void AddTransition(AlertTransition transition)
    {
    }
}
