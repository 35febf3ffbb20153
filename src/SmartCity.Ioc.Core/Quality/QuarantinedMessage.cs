using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Quality;

/// <summary>A message put aside, whole, with its reason: nothing is dropped silently.</summary>
/// <param name="Position">The journal frame it came in; with <paramref name="Ordinal"/> its identity, the same after a replay.</param>
/// <param name="Ordinal">Its number among the frame's messages put aside, from 0.</param>
/// <param name="Payload">As it came; for an element of a batch, that element.</param>
/// <param name="Detail">What exactly is wrong: the member and the value.</param>
public sealed record QuarantinedMessage(
    JournalPosition Position,
    int Ordinal,
    string Topic,
    ReadOnlyMemory<byte> Payload,
    QuarantineReason Reason,
    string Detail,
    long ReceivedAtNanos);
