using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Host.Tests.Api.Fakes;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Host.SelfWatch;

public sealed class SelfWatchServiceTests
{
    private readonly CityRegistry _registry = new(SmallCity.Create());
    private readonly MemoryAlertStore _store = new();
    private readonly EngineGateway _gateway;
    private SelfFinding? _finding;

    public SelfWatchServiceTests() => _gateway = new EngineGateway(new AlertEngine(_registry, []), _store);

    [Fact]
    public async Task Fault_SeenTwice_RaisesOneAlertAndClearsWhenItIsGone()
    {
        using var watch = Watch();
        _finding = new SelfFinding(1, "InfluxDB answers 503");
        await watch.LookAsync(default);
        _gateway.Open.Should().BeEmpty("one look may be a hiccup");

        await LookAsync(watch, times: 5);
        var alert = _gateway.Open.Should().ContainSingle().Subject;
        alert.Rule.Should().Be("server-store");
        alert.Kind.Should().Be("infrastructure");
        alert.Zone.Should().Be(_registry.Zones.Root.Id);
        alert.State.Should().Be(AlertState.Active);
        _gateway.Reports.Should().ContainSingle().Which.Note.Should().Be("InfluxDB answers 503");

        _finding = null;
        await LookAsync(watch, times: 5);
        _gateway.Open.Should().ContainSingle().Which.State.Should().Be(AlertState.Cleared);
        _gateway.Reports.Should().HaveCount(2);
    }

    [Fact]
    public async Task Fault_ThatComesAndGoesAtEveryLook_IsNotReported()
    {
        using var watch = Watch();
        for (var i = 0; i < 10; i++)
        {
            _finding = i % 2 == 0 ? new SelfFinding(1, "flapping") : null;
            await watch.LookAsync(default);
        }

        _gateway.Reports.Should().BeEmpty();
    }

    [Fact]
    public async Task Alert_OpenFromBeforeTheRestart_ClearsWhenNothingIsWrongAnyMore()
    {
        using (var before = Watch())
        {
            _finding = new SelfFinding(1, "away");
            await LookAsync(before, times: 2);
        }

        _finding = null;
        using var after = Watch();
        await LookAsync(after, times: 2);
        _gateway.Open.Should().ContainSingle().Which.State.Should().Be(AlertState.Cleared);
    }

    [Fact]
    public async Task JournalThatTakesNothing_IsToldLater()
    {
        using var watch = Watch();
        _finding = new SelfFinding(1, "away");
        _gateway.IsFull = true;
        await LookAsync(watch, times: 4);
        _gateway.Open.Should().BeEmpty();

        _gateway.IsFull = false;
        await watch.LookAsync(default);
        _gateway.Open.Should().ContainSingle();
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(-60, true)]
    [InlineData(1, false)]
    public void Clock_SetBySeconds_IsSaidWhenTheyAreMany(int seconds, bool said)
    {
        var time = new SteppingTime();
        var clock = new ClockWatch(time);
        time.Pass(TimeSpan.FromSeconds(5));
        clock.Look().Should().BeNull();

        time.Step(TimeSpan.FromSeconds(seconds));
        time.Pass(TimeSpan.FromSeconds(5));
        (clock.Look() is { } finding && Math.Abs(finding.Size - seconds) < 0.001).Should().Be(said);

        time.Pass(TimeSpan.FromMinutes(11));
        clock.Look().Should().BeNull();
    }

    private static async Task LookAsync(SelfWatchService watch, int times)
    {
        for (; times > 0; times--)
        {
            await watch.LookAsync(default);
        }
    }

    private SelfWatchService Watch() => new(
        [new SelfCheck(ServerFault.Store, () => _finding)], new IngestStatus(), _store, _gateway, new ManualTimeProvider(),
        NullLogger<SelfWatchService>.Instance);

    private sealed class SteppingTime : TimeProvider
    {
        private DateTimeOffset _wall = DateTimeOffset.UnixEpoch.AddYears(56);
        private long _counted;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _wall;

        public override long GetTimestamp() => _counted;

        public void Pass(TimeSpan time)
        {
            _wall += time;
            _counted += time.Ticks;
        }

        public void Step(TimeSpan by) => _wall += by;
    }
}
