using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// How long the journal of outputs was at the checkpoint that the shard started from, and how many accepted messages that stands for. What
/// is stored is counted by marks in the frames; a writer that had already stored everything before a restart meets no frame that says so.
/// Set by the shard's thread, read by the writer.
/// </summary>
/// <param name="isAwaited">Nobody reads the outputs before they were cut: what lies behind the cut grows anew, and would be met twice.</param>
internal sealed class RecoveredOutputs(bool isAwaited = false)
{
    private readonly TaskCompletionSource? _wasCut = isAwaited ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
    private Mark? _mark;
    private long _cut = long.MaxValue;

    /// <summary>Where the outputs were cut back to, once they were.</summary>
    public JournalPosition Cut => new(Volatile.Read(ref _cut));

    /// <summary>Ends when the outputs were cut.</summary>
    public Task WhenCut => _wasCut?.Task ?? Task.CompletedTask;

    /// <summary>Called before the cut, so that whoever reads what grows there anew knows of it.</summary>
    public void Set(JournalPosition length, Ledger ledger)
    {
        Volatile.Write(ref _cut, length.Offset);
        Volatile.Write(ref _mark, new Mark(length, ledger.MessagesToStore, ledger.ReadingsToStore));
    }

    /// <summary>Called after it.</summary>
    public void WasCut() => _wasCut?.TrySetResult();

    /// <summary>Tells the ledger what was stored before the start, once the store is known to have all of it.</summary>
    public void Confirm(JournalPosition stored, Ledger ledger)
    {
        if (Volatile.Read(ref _mark) is { } mark && stored >= mark.Length)
        {
            ledger.StoredUpTo(mark.Messages, mark.Readings);
            Volatile.Write(ref _mark, null);
        }
    }

    private sealed record Mark(JournalPosition Length, long Messages, long Readings);
}
