using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// Counts accepted messages that the journal gave up over its disk budget before they were read. The frames' marks say how many there should
/// have been; all frames of one commit bear the same, so what is missing shows when the next commit begins or there is nothing more to read.
/// </summary>
internal sealed class GivenUpTally
{
    private JournalPosition? _expected;
    private bool _jumped;
    private bool _known;
    private long _doneMessages;
    private long _doneReadings;
    private long _markMessages;
    private long _markReadings;
    private int _seenMessages;
    private int _seenReadings;

    public long Messages { get; private set; }

    public long Readings { get; private set; }

    /// <param name="markMessages">The ledger's accepted messages up to the frame's commit.</param>
    /// <param name="messages">Accepted messages in the frame.</param>
    /// <param name="done">What the store has already: given up there, it is no loss.</param>
    public void Saw(in JournalFrame frame, long markMessages, long markReadings, int messages, int readings, DoneStretches done)
    {
        if (markMessages != _markMessages || markReadings != _markReadings)
        {
            EndCommit();
            (_markMessages, _markReadings) = (markMessages, markReadings);
        }

        _jumped |= _expected is { } expected && frame.Position > expected && !done.Covers(expected, frame.Position);
        _expected = frame.Next;
        _seenMessages += messages;
        _seenReadings += readings;
    }

    public void EndCommit()
    {
        if (_known && _jumped)
        {
            Messages += Math.Max(0, _markMessages - _doneMessages - _seenMessages);
            Readings += Math.Max(0, _markReadings - _doneReadings - _seenReadings);
        }

        _known = _expected is not null;
        _jumped = false;
        (_doneMessages, _doneReadings) = (_markMessages, _markReadings);
        (_seenMessages, _seenReadings) = (0, 0);
    }

    /// <summary>What was counted since the last call.</summary>
    public (long Messages, long Readings) Take()
    {
        var taken = (Messages, Readings);
        (Messages, Readings) = (0, 0);
        return taken;
    }
}
