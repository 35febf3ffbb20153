using System.Buffers.Binary;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// What the writer tells the ledger: how many accepted messages are stored, and how many never will be. It is kept with the writer's
/// position, so that after any kill both say the same, whatever the pipeline's checkpoint knew of it. The writer's alone.
/// </summary>
internal sealed class StoredAccount(Ledger ledger, TimeSeriesWriterStatus status)
{
    // A catching up's note alone begins with 1 or is empty.
    private const byte Version = 3;
    private const int HeadSize = 1 + (2 * sizeof(long));

    private long _messages;
    private long _readings;

    public GivenUpTally GivenUp { get; } = new();

    /// <summary>Something changed since the last note.</summary>
    public bool IsChanged { get; private set; }

    /// <param name="acceptedMessages">The mark of the newest frame that the store has.</param>
    /// <param name="refusedMessages">Of the messages up to there, what the store refused for good since the last call.</param>
    public void State(long acceptedMessages, long acceptedReadings, long refusedMessages, long refusedReadings)
    {
        var (messages, readings) = GivenUp.Take();
        (messages, readings) = (messages + refusedMessages, readings + refusedReadings);
        if (messages > 0 || readings > 0)
        {
            (_messages, _readings) = (_messages + messages, _readings + readings);
            status.NotStored(messages, readings);
            IsChanged = true;
        }

        // Each time anew: the ledger may have been restored meanwhile, from a time that knew less.
        ledger.NotStoredInAll(_messages, _readings);
        ledger.StoredUpTo(acceptedMessages, acceptedReadings);
    }

    /// <returns>A version byte, what is not stored (messages and readings, 8 bytes each, little endian), the tally's note, the
    /// length of the unsettled days' note (4 bytes) and that, and the catching up's.</returns>
    public byte[] ToNote(ReadOnlySpan<byte> unsettled, ReadOnlySpan<byte> catchUp)
    {
        Span<byte> head = stackalloc byte[HeadSize];
        head[0] = Version;
        BinaryPrimitives.WriteInt64LittleEndian(head[1..], _messages);
        BinaryPrimitives.WriteInt64LittleEndian(head[(1 + sizeof(long))..], _readings);
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, unsettled.Length);
        return [.. head, .. GivenUp.ToNote(), .. length, .. unsettled, .. catchUp];
    }

    /// <summary>The note is on disk.</summary>
    public void Noted() => IsChanged = false;

    /// <summary>Reads what <see cref="ToNote"/> gave.</summary>
    /// <returns>The catching up's note.</returns>
    public ReadOnlySpan<byte> Restore(ReadOnlySpan<byte> note, UnsettledDays unsettled)
    {
        if (note.Length < HeadSize + GivenUpTally.NoteSize + sizeof(int) || note[0] != Version)
        {
            return note;
        }

        _messages = BinaryPrimitives.ReadInt64LittleEndian(note[1..]);
        _readings = BinaryPrimitives.ReadInt64LittleEndian(note[(1 + sizeof(long))..]);
        var rest = GivenUp.Restore(note[HeadSize..]);
        var length = BinaryPrimitives.ReadInt32LittleEndian(rest);
        unsettled.Restore(rest.Slice(sizeof(int), length));
        return rest[(sizeof(int) + length)..];
    }
}
