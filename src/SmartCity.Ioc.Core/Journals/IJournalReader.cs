namespace SmartCity.Ioc.Journals;

/// <summary>A cursor over a journal's flushed frames. Used by one thread at a time.</summary>
public interface IJournalReader : IDisposable
{
    JournalPosition Position { get; }

    /// <summary>The next frame, if it is there. A frame that fails its checksum is skipped and counted by the journal.</summary>
    bool TryRead(out JournalFrame frame);

    /// <summary>Blocks until there is a frame to read or <paramref name="timeout"/> has passed.</summary>
    /// <returns>Whether there is one.</returns>
    bool Wait(TimeSpan timeout, CancellationToken cancellation);
}
