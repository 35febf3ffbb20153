namespace SmartCity.Ioc.Ingest;

/// <summary>A frame of messages on its way through the server; host time, nanoseconds since the Unix epoch.</summary>
/// <param name="ReceivedNanos">When its first message came in; 0 for a frame that is read back from the journal.</param>
/// <param name="JournaledNanos">When it was appended to the journal of inputs.</param>
/// <param name="TakenNanos">When the shard took it on: it is safe on disk where a sender waits for that.</param>
public readonly record struct FrameTimes(long ReceivedNanos, long JournaledNanos, long TakenNanos);
