using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.TimeSeries;

public sealed class GivenUpTallyTests
{
    private readonly GivenUpTally _tally = new();
    private readonly DoneStretches _done = new();
    private long _position;

    [Fact]
    public void Frames_AllRead_LoseNothing()
    {
        Saw(mark: 10, messages: 10);
        Saw(mark: 15, messages: 3);
        Saw(mark: 15, messages: 2);
        Saw(mark: 15, messages: 0);
        _tally.EndCommit();
        _tally.Take().Should().Be((0, 0));
    }

    [Fact]
    public void Messages_WithoutAPlaceInTheStore_AreNotLost()
    {
        Saw(mark: 10, messages: 10);
        Saw(mark: 20, messages: 4);
        _tally.EndCommit();
        _tally.Take().Should().Be((0, 0), "nothing was passed over");
    }

    [Fact]
    public void Frames_GivenUp_AreCountedByTheMarksAroundThem()
    {
        Saw(mark: 10, messages: 10);
        _position += 1000;
        Saw(mark: 40, messages: 6);
        Saw(mark: 40, messages: 4);
        Saw(mark: 50, messages: 10);
        _tally.Take().Should().Be((20, 40));
        _tally.EndCommit();
        _tally.Take().Should().Be((0, 0));
    }

    [Fact]
    public void Frames_GivenUpThatTheStoreHasAlready_AreNoLoss()
    {
        Saw(mark: 10, messages: 10);
        _done.Add(new JournalPosition(_position), new JournalPosition(_position + 1000));
        _position += 1000;
        Saw(mark: 40, messages: 10);
        _tally.EndCommit();
        _tally.Take().Should().Be((0, 0));
    }

    [Fact]
    public void Readings_ThinnedOutBeforeTheirWindows_AreCountedAtTheEnd()
    {
        Saw(mark: 10, messages: 10);
        _position += 1000;
        Saw(mark: 12, messages: 0);
        _tally.EndCommit();
        _tally.Take().Should().Be((2, 4));
    }

    private void Saw(long mark, int messages)
    {
        var frame = new JournalFrame(new JournalPosition(_position), new JournalPosition(_position + 100), FrameKind.Readings, 1, default);
        _position += 100;
        _tally.Saw(frame, mark, mark * 2, messages, messages * 2, _done);
    }
}
