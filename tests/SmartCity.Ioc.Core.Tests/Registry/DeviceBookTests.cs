using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Core.Tests.Pipeline;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Registry;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Registry;

public sealed class DeviceBookTests : IDisposable
{
    private readonly PipelineRun _run = new(SmallCity.Create(SmallCity.Threshold("pm25-high", 0, "pm25", 150), SmallCity.Offline("silent", 0)));

    private IEnumerable<string> Story => _run.Health.Select(change =>
        $"{_run.Registry.Device(change.Device).Id} {change.From}>{change.To} {change.Reason} @{(change.AtNanos / 1_000_000) - PipelineRun.Epoch}");

    private IEnumerable<string> Alerts => _run.Log.Where(line => line.StartsWith("alert", StringComparison.Ordinal));

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Device_TakenOutOfService_RaisesNothingUntilItIsPutBack()
    {
        Speak(1_000, 10);
        Put(2_000, new DeviceChange("air-1", OutOfService: "được tháo về sửa")).Outcome.Should().Be(CommandOutcome.Done);
        Tick(3_000);
        Speak(4_000, 500);
        Tick(60_000, 120_000);

        Story.Should().EndWith("air-1 Ok>OutOfService out-of-service @3000");
        Alerts.Should().BeEmpty();

        Put(130_000, new DeviceChange("air-1", OutOfService: ""));
        Tick(131_000);
        Speak(132_000, 500);
        Story.Should().EndWith("air-1 Offline>Ok heard @132000");
        Alerts.Should().Contain(line => line.Contains("raised", StringComparison.Ordinal));
    }

    [Fact]
    public void DeviceInMaintenance_IsNotWaitedFor_AndAfterwardsFromAnew()
    {
        var absent = SmallCity.Offline("nothing", 0) with { Levels = [new RuleLevel(Severity.Minor, new AbsenceCondition(null, null, TimeSpan.FromSeconds(60)))] };
        var away = SmallCity.Offline("away", 0, TimeSpan.FromSeconds(60));
        using var run = new PipelineRun(SmallCity.Create(absent, away));
        run.Feed(new Frame(1_000, new Say("air-1", 1_000, 1_000, null, MessageMarks.None, ("pm25", 10))));
        run.Feed(new Frame(40_000));
        Put(run, 41_000, new DeviceChange("air-1", OutOfService: "lau ống kính"));
        foreach (var at in new[] { 42_000, 61_000, 100_000, 500_000 })
        {
            run.Feed(new Frame(at));
        }

        var (checkpoint, length) = (run.Save(), run.Log.Count);
        run.Restart(checkpoint, length);
        Put(run, 501_000, new DeviceChange("air-1", OutOfService: ""));
        foreach (var at in new[] { 502_000, 561_999 })
        {
            run.Feed(new Frame(at));
        }

        run.Log.Should().NotContain(line => line.StartsWith("alert", StringComparison.Ordinal));
        run.Feed(new Frame(562_000));
        run.Log.Where(line => line.StartsWith("alert", StringComparison.Ordinal)).Should().HaveCount(2);
    }

    [Fact]
    public void MaintenanceWindow_BeginsAndEndsByTheClock()
    {
        Speak(1_000, 10);
        Put(1_500, new DeviceChange("air-1", Maintenance: [new MaintenanceWindow(At(5_000), At(9_000), "lau ống kính")]));
        Tick(4_000);
        _run.Health.Should().HaveCount(1);
        Tick(5_000, 6_000, 9_000);

        Story.Skip(1).Should().Equal("air-1 Ok>OutOfService out-of-service @5000", "air-1 OutOfService>Ok heard @9000");
    }

    [Fact]
    public void Move_WithADateToCome_TakesEffectThen()
    {
        Put(1_000, new DeviceChange("air-1", Zone: "w1", Location: new GeoPoint(10.4, 107.1), From: At(5_000)));
        Tick(4_000);
        Zone("air-1").Should().Be("e1");
        _run.Pipeline.Devices.Page.Pending.Should().ContainSingle();

        Tick(5_000);
        Zone("air-1").Should().Be("w1");
        _run.Pipeline.Devices.Page.Pending.Should().BeEmpty();
        _run.Registry.Device(0).IsPlaced.Should().BeTrue();
    }

    [Fact]
    public void Replacement_StandsInThePlaceOfTheOldWhichIsOutOfService()
    {
        Put(1_000, new DeviceChange("air-9", Replaces: "air-1"));
        Tick(2_000);

        Zone("air-9").Should().Be("e1");
        _run.Pipeline.Devices.Page.Of("air-1").Should().BeEquivalentTo(new { OutOfService = "replaced by air-9", ReplacedBy = "air-9" });
        _run.Quality("air-1").Health.Should().Be(DeviceHealth.OutOfService);
    }

    [Theory]
    [InlineData("nowhere", null, "there is no zone 'nowhere'")]
    [InlineData("e1", "lorry", "there is no kind 'lorry'")]
    [InlineData("e1", "camera", "a device does not change its kind")]
    public void Change_ThatCanNotBe_IsRefusedWithAllThatCameWithIt(string zone, string? kind, string message)
    {
        var result = Put(1_000, new DeviceChange("cam-1", Owner: "A"), new DeviceChange("air-1", Zone: zone, Kind: kind));

        result.Outcome.Should().Be(CommandOutcome.NotAllowed);
        result.Message.Should().Contain(message);
        _run.Pipeline.Devices.Page.Should().Be(RegistryPage.Empty);
    }

    [Fact]
    public void Registry_RestoredFromACheckpoint_IsTheSame()
    {
        Speak(1_000, 10);
        Put(
            2_000, new DeviceChange("air-1", Owner: "Sở", OutOfService: "hỏng"), new DeviceChange("new-1", Zone: "e2", Kind: "air", Name: new LocalizedText("Mới", "New")),
            new DeviceChange("air-2", Zone: "e1", From: At(50_000)));
        Tick(3_000);
        var before = _run.Pipeline.Devices.Page;
        _run.Restart(_run.Save(), _run.Log.Count);

        _run.Pipeline.Devices.Page.Should().BeEquivalentTo(before);
        _run.Registry.TryFindDevice("new-1", out var added).Should().BeTrue();
        _run.Registry.Device(added).Name.Vi.Should().Be("Mới");
        _run.Quality("air-1").Health.Should().Be(DeviceHealth.OutOfService);
        Tick(50_000);
        Zone("air-2").Should().Be("e1");
    }

    [Fact]
    public void Audit_SaysWhoChangedWhatAndWhy()
    {
        Put(1_000, new DeviceChange("air-1", Owner: "Công an"));

        _run.Pipeline.Devices.Page.Acts.Should().ContainSingle().Which.Should().BeEquivalentTo(
            new { By = "lan", From = "10.0.0.7", Note = "điều chuyển", Change = new { Id = "air-1", Owner = "Công an" } });
    }

    private CommandResult Put(long ms, params DeviceChange[] changes) => Put(_run, ms, changes);

    private static CommandResult Put(PipelineRun run, long ms, params DeviceChange[] changes) => run.Pipeline.OnCommand(
        new AlertCommand("c", AlertVerb.Comment, "", null, "lan", "10.0.0.7", "điều chuyển", null, null) { Devices = RegistryJson.Write(changes) },
        PipelineRun.Nanos(ms));

    private string Zone(string device)
    {
        _run.Registry.TryFindDevice(device, out var index).Should().BeTrue();
        return _run.Registry.Zones[_run.Registry.Device(index).Zone].Id;
    }

    private void Speak(long ms, double pm25) => _run.Feed(new Frame(ms, new Say("air-1", ms, ms, null, MessageMarks.None, ("pm25", pm25))));

    private void Tick(params long[] ms)
    {
        foreach (var at in ms)
        {
            _run.Feed(new Frame(at));
        }
    }

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(PipelineRun.Epoch + ms);
}
