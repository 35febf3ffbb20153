using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Host.Tests.Api.Fakes;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Push.Walls;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.Testing.Time;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Host.SelfWatch;

public sealed class WallWatchServiceTests : IAsyncDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly MemoryWalls _kept = new();
    private readonly AlertEngine _engine = new(new CityRegistry(SmallCity.Create()), []);
    private readonly EngineGateway _gateway;
    private WallRegister _walls;
    private WallWatchService _watch;

    public WallWatchServiceTests()
    {
        _gateway = new EngineGateway(_engine, new MemoryAlertStore());
        (_walls, _watch) = Start();
    }

    public async ValueTask DisposeAsync()
    {
        _watch.Dispose();
        await _walls.DisposeAsync();
    }

    [Fact]
    public async Task Wall_ThatFallsSilent_RaisesOneAlertAndClearsWhenItReportsAgain()
    {
        Report("left", "right");
        await PassAsync(minutes: 3, still: "right");
        var alert = _gateway.Open.Should().ContainSingle().Subject;
        (alert.Rule, alert.Device, alert.Kind, alert.Severity).Should().Be(("server-wall", "wall:left", "infrastructure", Severity.Major));
        _gateway.Reports.Single().Note.Should().Contain("left");

        await PassAsync(minutes: 5, still: "right");
        _gateway.Reports.Should().ContainSingle("it is told once");

        Report("left");
        await _watch.LookAsync(default);
        _gateway.Open.Should().ContainSingle().Which.State.Should().Be(AlertState.Cleared);
    }

    [Fact]
    public async Task Page_WithoutAName_IsMissedByNobody()
    {
        Report("wall-0a1b2c");
        await PassAsync(minutes: 30);
        _gateway.Open.Should().BeEmpty();
    }

    [Fact]
    public async Task Wall_ThatIsRetired_ClearsItsAlertWithWhoAndWhy()
    {
        Report("left");
        await PassAsync(minutes: 3);
        _walls.Retire("left", new WallRetirement("an", _time.GetUtcNow(), "sửa phòng"), null);
        await PassAsync(minutes: 10);
        _gateway.Open.Should().ContainSingle().Which.State.Should().Be(AlertState.Cleared);
        _gateway.Reports.Should().HaveCount(2);
        _gateway.Reports[^1].Note.Should().Be("Retired by an: sửa phòng");
    }

    [Fact]
    public async Task Alert_OfADarkWall_StandsOverARestartAndClearsOnlyWhenTheWallIsBack()
    {
        Report("left");
        await PassAsync(minutes: 3);
        await RestartAsync();
        await PassAsync(minutes: 10);
        _gateway.Open.Should().ContainSingle().Which.State.Should().Be(AlertState.Active);
        _gateway.Reports.Should().ContainSingle("it was told before the restart");

        Report("left");
        await _watch.LookAsync(default);
        _gateway.Open.Should().ContainSingle().Which.State.Should().Be(AlertState.Cleared);
    }

    [Fact]
    public async Task Wall_ThatDoesNotComeBackAfterARestart_IsDark_AndOneThatDoesIsNot()
    {
        Report("left", "right");
        _time.Advance(TimeSpan.FromSeconds(10));
        await RestartAsync();
        _time.Advance(TimeSpan.FromSeconds(110));
        Report("right");
        await _watch.LookAsync(default);
        _gateway.Open.Should().BeEmpty("it has as long to come back as it may be silent");

        await PassAsync(minutes: 1, still: "right");
        _gateway.Open.Should().ContainSingle().Which.Device.Should().Be("wall:left");
    }

    [Fact]
    public async Task Room_ThatGoesDarkAsAWhole_IsTwentyAlerts()
    {
        Report([.. Enumerable.Range(0, 50).Select(i => $"room-{i}")]);
        await PassAsync(minutes: 10);
        _gateway.Open.Should().HaveCount(WallWatchService.MostAlerts);
    }

    [Fact]
    public async Task JournalThatTakesNothing_IsToldLater()
    {
        Report("left");
        _gateway.IsFull = true;
        await PassAsync(minutes: 3);
        _gateway.Open.Should().BeEmpty();

        _gateway.IsFull = false;
        await _watch.LookAsync(default);
        _gateway.Open.Should().ContainSingle();
    }

    private void Report(params string[] walls)
    {
        foreach (var wall in walls)
        {
            _walls.Take(new WallReport(wall, "flood"), null);
        }
    }

    private async Task PassAsync(int minutes, params string[] still)
    {
        for (var looks = minutes * 12; looks > 0; looks--)
        {
            _time.Advance(TimeSpan.FromSeconds(5));
            Report(still);
            await _watch.LookAsync(default);
        }
    }

    private async Task RestartAsync()
    {
        await DisposeAsync();
        (_walls, _watch) = Start();
    }

    private (WallRegister Walls, WallWatchService Watch) Start()
    {
        var walls = new WallRegister(_kept, _time, NullLogger<WallRegister>.Instance);
        return (walls, new WallWatchService(
            walls, new IngestStatus(), _engine, _gateway, new SelfWatchSettings(), _time, NullLogger<WallWatchService>.Instance));
    }
}
