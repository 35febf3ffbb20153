namespace SmartCity.Ioc.Ingest.Overload;

/// <summary>What came in and is not dealt with.</summary>
/// <param name="Lag">Age of the oldest such message: how far the shard is behind the wire.</param>
/// <param name="Handled">Buffers of messages dealt with since the start.</param>
/// <param name="Refused">Messages not taken since the start because there was no room.</param>
internal readonly record struct InboxBacklog(TimeSpan Lag, long Handled, long Refused);
