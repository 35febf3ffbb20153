using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Quality;

/// <summary>A message put aside, whole, with its reason: nothing is dropped silently.</summary>
/// <param name="Position">The journal frame it came in; with <paramref name="Ordinal"/> its identity, the same after a replay.</param>
/// <param name="Ordinal">Its number among the frame's messages put aside, from 0.</param>
/// <param name="Payload">As it came; for an element of a batch, that element. Of a foreign message the whole, see <paramref name="Element"/>.</param>
/// <param name="Detail">What exactly is wrong: the member and the value.</param>
/// <param name="ReceivedAtNanos">When it came in, also after it was driven again: its minute in the ledger.</param>
/// <param name="Element">Of a foreign message that says several things: the number of the one that is wrong, the others are not in
/// quarantine; or <see cref="Whole"/>.</param>
public sealed record QuarantinedMessage(
    JournalPosition Position,
    int Ordinal,
    string Topic,
    ReadOnlyMemory<byte> Payload,
    QuarantineReason Reason,
    string Detail,
    long ReceivedAtNanos,
    int Element = QuarantinedMessage.Whole)
{
    /// <summary>For <see cref="Element"/>: the message as a whole.</summary>
    public const int Whole = -1;
}
