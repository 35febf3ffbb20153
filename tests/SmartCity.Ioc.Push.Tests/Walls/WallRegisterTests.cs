using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Push.Walls;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Push.Tests.Walls;

public sealed class WallRegisterTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new(DateTimeOffset.FromUnixTimeMilliseconds(10_000));
    private readonly WallRegister _walls;

    public WallRegisterTests() => _walls = new WallRegister(_time, NullLogger<WallRegister>.Instance);

    [Fact]
    public void Wall_ThatReports_IsListedWithWhatItSaidLast()
    {
        _walls.Take(new WallReport("left", "flood", Frames: 1), "10.0.0.5").Should().BeTrue();
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
        _walls.Send("left", order).Should().BeNull("nobody has heard of that wall");
        _walls.Take(new WallReport("left", "traffic"), null);
        _walls.OrderFor("left").Should().BeNull();

        _walls.Send("left", order)!.Order.Should().Be(order);
        _walls.Take(new WallReport("left", "flood"), null);
        _walls.OrderFor("left").Should().Be(order);

        _walls.Send("left", null);
        _walls.OrderFor("left").Should().BeNull();
    }

    [Fact]
    public void Wall_ThatIsGoneForAWeek_IsForgotten()
    {
        _walls.Take(new WallReport("left", "flood"), null);
        Pass(7 * 24 * 3600 + 10);
        _walls.All.Should().BeEmpty();
    }

    [Fact]
    public void Report_ThatNamesNoWall_IsRefused() => _walls.Take(new WallReport(" ", "flood"), null).Should().BeFalse();

    [Fact]
    public void Walls_MoreThanAnyoneHas_GiveWayOldestFirst()
    {
        for (var i = 0; i < 1001; i++)
        {
            _walls.Take(new WallReport($"wall-{i:0000}", "flood"), null);
            _time.Advance(TimeSpan.FromMilliseconds(1));
        }

        _walls.All.Should().HaveCount(1000);
        _walls.All[0].Report.Id.Should().Be("wall-0001");
    }

    public ValueTask DisposeAsync() => _walls.DisposeAsync();

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));
}
