using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Incidents;
using SmartCity.Ioc.Alerts.Performance;
using SmartCity.Ioc.Core.Tests.Alerts.Incidents;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Core.Tests.Alerts.Performance;

public sealed class AlertPerformanceTests
{
    private const long Second = EngineRun.Second;
    private const long Hour = 3600 * Second;

    [Fact]
    public void Figures_OfACalmHour_CountWhatWasAnnounced()
    {
        var run = new EngineRun(GridCity.Create(12, withTopology: false));
        run.Read("up", "level", 5, 60).Read("cam-000", "persons", 2, 600).Health("cam-003", DeviceHealth.Offline, 1200);
        run.Read("up", "level", 1, 1800).Read("up", "level", 5, 2400);

        var east = Of(run, 0, Hour).Should().ContainSingle().Which;

        east.Area.Should().Be("east");
        east.Total.Should().BeEquivalentTo(new
        {
            Ledger = new LoadLedger(3, 3, 0, 0, 0, 0),
            Announced = 4,
            PerHour = 4.0,
            PeakTenMinutes = 2,
            ShareInFlood = 0.0,
            Floods = 0,
            Stale = 0,
            Mix = new PriorityMix(0.25, 0.5, 0.25),
        });
        east.Total.TopRules[0].Should().Be(new RuleShare("water-high", 2, 0.5));
    }

    [Fact]
    public void Figures_OfAFlood_HaveItsPeakItsShareAndALedgerThatAddsUp()
    {
        var run = new EngineRun(GridCity.Create(60));
        for (var camera = 0; camera < 30; camera++)
        {
            run.Health(GridCity.Camera(camera), DeviceHealth.Offline, 600 + camera);
        }

        run.Read("pwr-1", "voltage", 0, 640);
        for (var camera = 30; camera < 60; camera++)
        {
            run.Health(GridCity.Camera(camera), DeviceHealth.Offline, 650);
        }

        var total = Of(run, 0, Hour).Single().Total;

        total.Ledger.Should().Be(new LoadLedger(61, 10, 21, 0, 30, 0));
        total.Floods.Should().Be(1);

        // From the tenth at 609 until of the 31 that count only four are younger than ten minutes: the fifth from the end came at 626.
        total.ShareInFlood.Should().BeApproximately((1227 - 609) / 3600.0, 1.1 / 3600);
        total.PeakTenMinutes.Should().Be(total.Ledger.Shown);
    }

    [Fact]
    public void Figures_OfShifts_AreCutWhereTheyChange()
    {
        var run = new EngineRun(GridCity.Create(6, withTopology: false));
        run.Read("up", "level", 5, 100).Health("cam-000", DeviceHealth.Offline, 7200);

        // 2026-06-01T00:00Z is 07:00 in Vietnam: the shift ends at 14:00, seven hours on.
        var shifts = ShiftTimes.Between(
            EngineRun.Epoch, EngineRun.Epoch + (24 * Hour), [new(6, 0), new(14, 0), new(22, 0)], TimeZoneInfo.FindSystemTimeZoneById("Asia/Ho_Chi_Minh"));
        shifts.Select(shift => (shift.FromNanos - EngineRun.Epoch) / Hour).Should().Equal(0, 7, 15, 23);

        var east = Of(run, 0, 24 * Hour, shifts).Single();
        east.Shifts.Select(shift => shift.Announced).Should().Equal(2, 0, 0, 0);
    }

    [Fact]
    public void Figures_OfWhatStandsForMoreThanADay_CountItAsStale()
    {
        var run = new EngineRun(GridCity.Create(1, withTopology: false)).Read("up", "level", 5, 0);

        Of(run, 0, 24 * Hour).Single().Total.Stale.Should().Be(0);
        Of(run, 2 * Hour, 26 * Hour, open: run.Engine.Open).Single().Total.Should().BeEquivalentTo(new { Stale = 1, Announced = 0 });
    }

    [Fact]
    public void Figures_OfAChatteringSource_NameIt()
    {
        var run = new EngineRun(GridCity.Create(1, withTopology: false));
        for (var second = 0; second < 60; second += 10)
        {
            run.Read("up", "level", second % 20 == 0 ? 5 : 1, second);
        }

        Of(run, 0, Hour).Single().Total.Chattering.Should().Equal(new ChatteringSource("water-high", "up", "chattering", 1));
    }

    private static IReadOnlyList<AreaFigures> Of(
        EngineRun run, long from, long to, IReadOnlyList<(long FromNanos, long ToNanos)>? shifts = null, IEnumerable<Alert>? open = null)
    {
        var performance = new AlertPerformance(run.Registry.Zones, EngineRun.Epoch + from, EngineRun.Epoch + to, shifts ?? [], open ?? []);
        foreach (var transition in open is null ? run.Transitions : [])
        {
            performance.Add(transition);
        }

        return performance.End();
    }
}
