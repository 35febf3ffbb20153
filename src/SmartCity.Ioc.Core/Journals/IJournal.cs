namespace SmartCity.Ioc.Journals;

/// <summary>
/// An append-only log of frames. One thread appends and flushes; any number of readers follow, each at its own pace, up to what is
/// flushed. Calls block on the disk, so they belong on threads of their own, not on the pool.
/// </summary>
public interface IJournal : IDisposable
{
    /// <summary>Oldest position still held.</summary>
    JournalPosition First { get; }

    /// <summary>After the last frame that is durable: it survives a power cut.</summary>
    JournalPosition Durable { get; }

    /// <summary>After the last frame appended.</summary>
    JournalPosition End { get; }

    /// <summary>Time of the last frame, or 0 in an empty journal.</summary>
    long LastTimeNanos { get; }

    /// <summary>Adds a frame to the group that the next <see cref="Flush"/> makes durable. Single writer.</summary>
    /// <param name="timeNanos">Not smaller than <see cref="LastTimeNanos"/>; a smaller one is raised to it.</param>
    /// <returns>The position after the frame.</returns>
    /// <exception cref="IOException">The disk refuses or the budget is used up; nothing of this frame is kept.</exception>
    JournalPosition Append(FrameKind kind, long timeNanos, ReadOnlySpan<byte> body);

    /// <summary>Writes what was appended. With <paramref name="durable"/> returns after the device has it (fsync); otherwise readers and
    /// a killed process's successor see it, a power cut may take it.</summary>
    /// <exception cref="IOException">The disk refuses; call again later, nothing appended is forgotten.</exception>
    void Flush(bool durable);

    /// <summary>Returns when what was flushed before the call is durable. Any thread: the one that appends is not held.</summary>
    /// <exception cref="IOException">The disk refuses; call again later.</exception>
    void Sync();

    /// <summary>Drops everything from <paramref name="position"/> on (the journal of outputs is cut back to its checkpoint before a replay).
    /// Readers past it, named or not, go on at it. A position past the end leaves a hole up to it, so that positions stay what they were.</summary>
    void TruncateAfter(JournalPosition position);

    /// <summary>Reads from a position. A position older than <see cref="First"/> begins at <see cref="First"/>, counted by the reader.</summary>
    IJournalReader Read(JournalPosition from);

    /// <summary>The durable position of a named reader, or null if it never stored one.</summary>
    JournalPosition? LoadPosition(string reader);

    /// <summary>Remembers how far a named reader is; segments that all named readers have passed may be deleted.</summary>
    /// <param name="note">What the reader wants to find again beside its position, durable in the same moment; some KiB at most.</param>
    void StorePosition(string reader, JournalPosition position, ReadOnlySpan<byte> note = default);

    /// <summary>The note of the position stored last; empty where there is none.</summary>
    ReadOnlySpan<byte> LoadNote(string reader);
}
