using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Ingest.Journaling;

/// <summary>A frame that has just been journaled, on its way to the shard without a detour over the disk.</summary>
/// <param name="Position">Where it begins.</param>
/// <param name="Next">The position after it.</param>
/// <param name="TimeNanos">As the journal has it.</param>
/// <param name="Buffer">Whose body it is; the shard gives it back. Null for ticks and commands.</param>
/// <param name="Command">For a frame that somebody waits for.</param>
/// <param name="Durable">Whether it survives a power cut: only up to such a frame may a checkpoint reach.</param>
internal readonly record struct LiveFrame(
    FrameKind Kind, JournalPosition Position, JournalPosition Next, long TimeNanos, InboxBuffer? Buffer, PendingCommand? Command, bool Durable);
