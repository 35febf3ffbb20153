using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Tests.Journals;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.Testing.Time;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.TimeSeries;

public sealed class StoredPositionTests
{
    private const long Large = 100L << 20;
    private readonly StoredPosition _stored = new();

    [Fact]
    public void Backlog_BehindAStretchThatIsDone_IsTheHole()
    {
        _stored.Confirm(At(0), 10);
        _stored.Unstored(At(Large)).Should().Be((At(Large), (10L, long.MaxValue)), "nothing of so much is searched");
        _stored.ConfirmHead(At(Large - 100), 50, At(Large - 10), 60);
        _stored.Unstored(At(Large)).Should().Be((At(Large - 10), (10L, 50L)));
        _stored.Confirm(At(1000), 20);
        _stored.Unstored(At(Large)).Should().Be((At(Large - 10), (20L, 50L)));
        _stored.LeaveHead();
        _stored.Confirm(At(Large - 5), 70);
        _stored.Unstored(At(Large)).Should().Be((At(Large - 5), ((long, long)?)null));
    }

    [Fact]
    public void Reader_InsideTheStretchThatIsDone_LeavesNoHole()
    {
        _stored.ConfirmHead(At(100), 50, At(2 * Large), 60);
        _stored.Confirm(At(200), 55);
        _stored.Unstored(At(2 * Large)).Should().Be((At(2 * Large), ((long, long)?)null));
    }

    [Fact]
    public void Position_WaitedFor_IsReachedInOrderOrByTheHead()
    {
        var first = _stored.Reached(At(100));
        _stored.Confirm(At(99), 1);
        first.IsCompleted.Should().BeFalse();
        _stored.Confirm(At(100), 1);
        first.IsCompleted.Should().BeTrue();
        _stored.Reached(At(50)).IsCompleted.Should().BeTrue();
        _stored.Reached(At(Large)).IsCompleted.Should().BeTrue("so much is missing, and said to be");
        _stored.ConfirmHead(At(Large - 100), 50, At(Large - 10), 60);
        var later = _stored.Reached(At(Large));
        later.IsCompleted.Should().BeFalse();
        _stored.ConfirmHead(At(Large - 100), 50, At(Large), 60);
        later.IsCompleted.Should().BeTrue();
    }

    [Fact]
    public async Task Settling_WhileTheStoreTakesNothing_EndsWithAWord()
    {
        using var journal = new JournalUnderTest();
        var time = new ManualTimeProvider();
        var tail = new OutputsTail(journal.Journal, _stored, time);
        await tail.SettleAsync(default);
        journal.Write("points");
        var settling = tail.SettleAsync(default);
        settling.IsCompleted.Should().BeFalse();
        time.Advance(TimeSpan.FromSeconds(16));
        await settling.Invoking(async s => await s).Should().ThrowAsync<StoreUnavailableException>();
    }

    private static JournalPosition At(long offset) => new(offset);
}
