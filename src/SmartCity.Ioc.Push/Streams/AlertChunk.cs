using SmartCity.Ioc.Push.State;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>Consecutive alert changes.</summary>
/// <param name="Entries">Those in the client's sight, in order.</param>
/// <param name="LastSequence">Up to which the log was read, whether in sight or not.</param>
internal readonly record struct AlertChunk(IReadOnlyList<AlertEntry> Entries, long LastSequence);
