namespace SmartCity.Ioc.Journals;

/// <summary>A frame as it stands in the journal.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Next">Where the frame after it begins: the position to go on from once this one is dealt with.</param>
/// <param name="TimeNanos">When it was appended: nanoseconds since the Unix epoch, never smaller than the frame's before.
/// This is the pipeline's clock, so that a replay sees the very same time.</param>
/// <param name="Body">Valid until the reader is asked for the next frame.</param>
public readonly record struct JournalFrame(JournalPosition Position, JournalPosition Next, FrameKind Kind, long TimeNanos, ReadOnlyMemory<byte> Body);
