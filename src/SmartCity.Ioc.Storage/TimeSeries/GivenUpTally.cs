using System.Buffers.Binary;
using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// Counts accepted messages that the journal gave up over its disk budget before they were read. The frames' marks say how many there should
/// have been; all frames of one commit bear the same, so what is missing shows when the next commit begins or there is nothing more to read.
/// </summary>
internal sealed class GivenUpTally
{
    public const int NoteSize = 9 * sizeof(long);

    private State _now = new() { Expected = -1 };
    private State _confirmed = new() { Expected = -1 };

    public long Messages { get; private set; }

    public long Readings { get; private set; }

    /// <summary>A reader begins there of which nothing else is known: at the journal's first byte nothing was accepted before.</summary>
    public void BeginAt(JournalPosition position)
    {
        if (position == JournalPosition.Start)
        {
            _now = _confirmed = new State { Expected = position.Offset, IsKnown = true };
        }
    }

    /// <param name="markMessages">The ledger's accepted messages up to the frame's commit.</param>
    /// <param name="messages">Accepted messages in the frame.</param>
    /// <param name="done">What the store has already: given up there, it is no loss.</param>
    public void Saw(in JournalFrame frame, long markMessages, long markReadings, int messages, int readings, DoneStretches done)
    {
        if (markMessages != _now.MarkMessages || markReadings != _now.MarkReadings)
        {
            EndCommit();
            (_now.MarkMessages, _now.MarkReadings) = (markMessages, markReadings);
        }

        _now.HasJumped |= _now.Expected >= 0 && frame.Position.Offset > _now.Expected && frame.Position.Offset >= _now.CountedTo
            && !done.Covers(new JournalPosition(_now.Expected), frame.Position);
        _now.Expected = frame.Next.Offset;
        _now.SeenMessages += messages;
        _now.SeenReadings += readings;
    }

    public void EndCommit()
    {
        if (_now.IsKnown && _now.HasJumped)
        {
            Messages += Math.Max(0, _now.MarkMessages - _now.DoneMessages - _now.SeenMessages);
            Readings += Math.Max(0, _now.MarkReadings - _now.DoneReadings - _now.SeenReadings);
        }

        _now.IsKnown = _now.Expected >= 0;
        _now.HasJumped = false;
        (_now.DoneMessages, _now.DoneReadings) = (_now.MarkMessages, _now.MarkReadings);
        (_now.SeenMessages, _now.SeenReadings) = (0, 0);
    }

    /// <summary>What was counted since the last call. The store has what was seen so far.</summary>
    public (long Messages, long Readings) Take()
    {
        var taken = (Messages, Readings);
        (Messages, Readings) = (0, 0);
        _now.CountedTo = Math.Max(_now.CountedTo, _now.Expected);
        _confirmed = _now;
        return taken;
    }

    /// <summary>What was seen since <see cref="Take"/> will be seen once more.</summary>
    public void Return()
    {
        (Messages, Readings) = (0, 0);
        _now = _confirmed;
    }

    /// <returns>How things stood at the last <see cref="Take"/>: nine integers of 8 bytes, little endian.</returns>
    public byte[] ToNote()
    {
        var note = new byte[NoteSize];
        ReadOnlySpan<long> numbers =
        [
            _confirmed.Expected, (_confirmed.IsKnown ? 1 : 0) + (_confirmed.HasJumped ? 2 : 0), _confirmed.MarkMessages, _confirmed.MarkReadings,
            _confirmed.DoneMessages, _confirmed.DoneReadings, _confirmed.SeenMessages, _confirmed.SeenReadings, _confirmed.CountedTo,
        ];
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(note.AsSpan(i * sizeof(long)), numbers[i]);
        }

        return note;
    }

    /// <returns>What stands in the note behind it.</returns>
    public ReadOnlySpan<byte> Restore(ReadOnlySpan<byte> note)
    {
        var (expected, flags) = (Next(ref note), Next(ref note));
        _now = _confirmed = new State
        {
            Expected = expected,
            IsKnown = (flags & 1) != 0,
            HasJumped = (flags & 2) != 0,
            MarkMessages = Next(ref note),
            MarkReadings = Next(ref note),
            DoneMessages = Next(ref note),
            DoneReadings = Next(ref note),
            SeenMessages = Next(ref note),
            SeenReadings = Next(ref note),
            CountedTo = Next(ref note),
        };
        return note;
    }

    private static long Next(ref ReadOnlySpan<byte> note)
    {
        var number = BinaryPrimitives.ReadInt64LittleEndian(note);
        note = note[sizeof(long)..];
        return number;
    }

    private struct State
    {
        /// <summary>Where the next frame should begin; -1 where that is not known.</summary>
        public long Expected;
        public bool IsKnown;
        public bool HasJumped;
        public long MarkMessages;
        public long MarkReadings;
        public long DoneMessages;
        public long DoneReadings;
        public long SeenMessages;
        public long SeenReadings;

        /// <summary>What was given up before this is counted, even if it grew anew since.</summary>
        public long CountedTo;
    }
}
