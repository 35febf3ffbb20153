using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Push.Walls;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Time;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Push.Tests.Walls;

public sealed class WallRegisterTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(10_000));
    private readonly MemoryWalls _store = new();
    private WallRegister _walls;

    public WallRegisterTests() => _walls = Open();

    [Fact]
    public void Wall_ThatReports_IsListedWithWhatItSaidLast()
    {
        _walls.Take(new WallReport("left", "flood", Frames: 1), "10.0.0.5").Should().NotBeNull();
        _time.Advance(TimeSpan.FromSeconds(5));
        _walls.Take(new WallReport("left", "traffic", Frames: 21), "10.0.0.6");

        var wall = _walls.All.Should().ContainSingle().Subject;
        wall.Report.Screen.Should().Be("traffic");
        wall.Address.Should().Be("10.0.0.6");
        (wall.ReportedAt - wall.FirstSeen).Should().Be(TimeSpan.FromSeconds(5));
        wall.IsSilent.Should().BeFalse();
    }

    [Fact]
    public void Wall_ThatReportsNoMore_StaysListedAsSilent_UntilItIsBack()
    {
        _walls.Take(new WallReport("left", "flood"), null);
        Pass(20);
        _walls.All[0].IsSilent.Should().BeTrue();

        _walls.Take(new WallReport("left", "flood"), null);
        _walls.All[0].IsSilent.Should().BeFalse();
    }

    [Fact]
    public void Screen_SentToAWall_StaysOverItsReportsUntilItIsTakenBack()
    {
        var order = new WallOrder("flood", "an", _time.GetUtcNow());
        _walls.Send("left", order, "an", null).Should().BeNull("nobody has heard of that wall");
        _walls.Take(new WallReport("left", "traffic"), null);
        OrderFor("left").Should().BeNull();

        _walls.Send("left", order, "an", "::1")!.Order.Should().Be(order);
        _walls.Take(new WallReport("left", "flood"), null);
        OrderFor("left").Should().Be(order);

        _walls.Send("left", null, "binh", null);
        OrderFor("left").Should().BeNull();
    }

    [Fact]
    public void Page_WithoutANameThatIsGoneForAWeek_IsForgottenAndOneWithANameNever()
    {
        _walls.Take(new WallReport("wall-0a1b2c", "flood"), null);
        _walls.Take(new WallReport("left", "flood"), null);
        _walls.All.Select(wall => wall.IsExpected).Should().Equal(true, false);
        Pass((7 * 24 * 3600) + 10);
        _walls.All.Should().ContainSingle().Which.Report.Id.Should().Be("left");
        _store.Read().Should().ContainSingle();
    }

    [Fact]
    public async Task Register_AfterARestart_HasItsWallsAndTheirScreens()
    {
        _walls.Take(new WallReport("left", "flood", Width: 1920), "10.0.0.5");
        _walls.Take(new WallReport("right", "traffic"), null);
        Pass(10);
        _walls.Take(new WallReport("left", "flood", Width: 1920), "10.0.0.5");
        _walls.Send("left", new WallOrder("security", "an", _time.GetUtcNow()), "an", null);
        _walls.Retire("right", new WallRetirement("binh", _time.GetUtcNow(), "sửa phòng"), null);
        var before = _walls.All;
        await ReopenAsync();

        var left = _walls.All[0];
        left.Should().BeEquivalentTo(before[0], options => options.Excluding(wall => wall.IsSilent).Excluding(wall => wall.HasReported));
        left.IsExpected.Should().BeTrue();
        (left.HasReported, left.IsSilent).Should().Be((false, true), "what it says of itself stems from before");
        OrderFor("left")!.Screen.Should().Be("security");
        _walls.All[1].Retired!.Note.Should().Be("sửa phòng");
    }

    [Fact]
    public void Wall_ThatWasRetiredAndReports_IsInUseAgain()
    {
        _walls.Take(new WallReport("left", "flood"), null);
        _walls.Retire("left", new WallRetirement("an", _time.GetUtcNow(), null), "::1")!.IsExpected.Should().BeFalse();
        _walls.Take(new WallReport("left", "flood"), null);
        Pass(10);
        _walls.All.Should().ContainSingle().Which.IsExpected.Should().BeTrue();
        _store.Read().Single().Retired.Should().BeNull();
        _store.Acts("left", 10).Should().ContainSingle().Which.Should().Be(
            new WallAct("left", DateTimeOffset.FromUnixTimeMilliseconds(10_000), "retired", "an", "::1", null));
    }

    [Fact]
    public void Store_ThatIsAway_StopsActsAndNotReports_AndIsCaughtUp()
    {
        _store.IsAway = true;
        _walls.Take(new WallReport("left", "flood"), null).Should().NotBeNull();
        Pass(10);
        var retire = () => _walls.Retire("left", new WallRetirement("an", _time.GetUtcNow(), null), null);
        retire.Should().Throw<StoreUnavailableException>();
        _walls.All.Single().IsExpected.Should().BeTrue("nothing is done that is not kept");

        _store.IsAway = false;
        Pass(5);
        _store.Read().Should().ContainSingle();
    }

    [Fact]
    public async Task Walls_ThatWereKept_AreReadOnceTheStoreIsBack()
    {
        _walls.Take(new WallReport("left", "flood"), null);
        await _walls.DisposeAsync();
        _store.IsAway = true;
        _walls = Open();
        _walls.All.Should().BeEmpty();

        _store.IsAway = false;
        Pass(5);
        _walls.All.Should().ContainSingle();
    }

    [Fact]
    public void Report_ThatNamesNoWall_IsRefused() => _walls.Take(new WallReport(" ", "flood"), null).Should().BeNull();

    [Fact]
    public void Walls_MoreThanAnyoneHas_GiveWayAndThoseWithoutANameFirst()
    {
        for (var i = 0; i < 1001; i++)
        {
            _walls.Take(new WallReport(i == 0 ? "left" : i == 5 ? "wall-00000a" : $"wall {i:0000}", "flood"), null);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        _walls.All.Should().HaveCount(1000);
        _walls.All[0].Report.Id.Should().Be("left");
        _walls.All.Should().NotContain(wall => wall.Report.Id == "wall-00000a");
    }

    public ValueTask DisposeAsync() => _walls.DisposeAsync();

    private async Task ReopenAsync()
    {
        await _walls.DisposeAsync();
        _walls = Open();
    }

    private WallRegister Open() => new(_store, _time, NullLogger<WallRegister>.Instance);

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void WhatAWallWasSent_CountsOverItsConnections()
    {
        var first = new StreamsOfConnection();
        first.CountFrame(100);
        first.CountFor(_walls.Take(new WallReport("left", "flood"), null)!.Sent);
        first.CountFrame(50);
        first.CountConflated(3);
        first.CountFor(_walls.Take(new WallReport("left", "flood"), null)!.Sent);
        var second = new StreamsOfConnection();
        second.CountFor(_walls.Take(new WallReport("left", "flood"), null)!.Sent);
        second.CountFrame(7);

        _walls.All.Single().Sent.Should().BeEquivalentTo(new { Frames = 3L, Bytes = 157L, Conflated = 3L });
    }

    private WallOrder? OrderFor(string id) => _walls.All.Single(wall => wall.Report.Id == id).Order;
}
