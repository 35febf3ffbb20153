using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Core.Tests.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Quality;

public sealed class SuspicionTests : IDisposable
{
    private readonly PipelineRun _run = new(City());

    private IEnumerable<string> Story => _run.Health.Select(change =>
        $"{_run.Registry.Device(change.Device).Id} {change.From}>{change.To} {change.Reason} @{(change.AtNanos / 1_000_000) - PipelineRun.Epoch}");

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Value_ChangingFasterThanItsKindAllows_IsAJumpUntilFiveCalmMessages()
    {
        Speak(10_000, 20);
        Speak(20_000, 24.9);
        Speak(30_000, 35);
        for (var i = 4; i <= 8; i++)
        {
            Speak(i * 10_000, 35.1);
        }

        Story.Should().Equal("air-1 Unknown>Ok heard @10000", "air-1 Ok>Suspect jump @30000", "air-1 Suspect>Ok recovered @80000");
        _run.Quality("air-1").Jumps.Should().Be(1);
        _run.Quality("air-1").Counts.Doubtful.Should().Be(5);
    }

    [Fact]
    public void Value_ThatChangedMuchWhileTheDeviceWasSilent_IsNoJump()
    {
        Speak(10_000, 20);
        Speak(60_000, 44.9);

        _run.Quality("air-1").Jumps.Should().Be(0);
    }

    [Fact]
    public void Value_TheSameForLongerThanItsKindAllows_IsFlatUntilItChanges()
    {
        for (var i = 1; i <= 31; i++)
        {
            Speak(i * 10_000, 20);
        }

        Speak(320_000, 20.1);

        Story.Should().Equal("air-1 Unknown>Ok heard @10000", "air-1 Ok>Suspect flat @310000", "air-1 Suspect>Ok recovered @320000");
    }

    [Fact]
    public void Value_OutOfRange_MakesTheDeviceSuspectForAMinuteAndNotSilent()
    {
        Speak(10_000, 20);
        for (var i = 2; i <= 6; i++)
        {
            _run.Pipeline.OnReject(0, QuarantineReason.OutOfRange, PipelineRun.Nanos(i * 10_000));
            Tick(i * 10_000);
        }

        Tick(61_000);
        Tick(75_000);
        Speak(121_000, 20);

        Story.Should().Equal(
            "air-1 Unknown>Ok heard @10000", "air-1 Ok>Suspect out-of-range @30000", "air-1 Suspect>Stale silent @75000",
            "air-1 Stale>Offline silent @121000", "air-1 Offline>Ok heard @121000");
        _run.Quality("air-1").Rejects[(int)QuarantineReason.OutOfRange].Should().Be(5);

        void Tick(long ms) => _run.Feed(new Frame(ms));
    }

    [Fact]
    public void State_RestoredBetweenTwoOutOfRangeMessages_GoesOnTheSame()
    {
        Speak(10_000, 20);
        _run.Pipeline.OnReject(0, QuarantineReason.OutOfRange, PipelineRun.Nanos(10_000));
        var checkpoint = _run.Save();

        _run.Restart(checkpoint, _run.Log.Count);
        _run.Feed(new Frame(11_000));

        Story.Should().EndWith("air-1 Ok>Suspect out-of-range @11000");
    }

    [Fact]
    public void Message_WithoutATime_IsMarkedSo()
    {
        _run.Feed(new Frame(10_000, new Say("air-1", 10_000, 10_000, null, MessageMarks.TimeAssumed, ("pm25", 1))));

        _run.Quality("air-1").Should().BeEquivalentTo(new { LastTimeAssumed = true, Counts = new { TimeAssumed = 1L } });

        Speak(20_000, 2);
        _run.Quality("air-1").Should().BeEquivalentTo(new { LastTimeAssumed = false, Counts = new { TimeAssumed = 1L } });
    }

    [Fact]
    public void Zone_WithAllBelowIt_AddsUpItsDevices()
    {
        Speak(10_000, 20);
        _run.Feed(new Frame(10_000, new Say("air-2", 10_000, 10_000, null, MessageMarks.None, ("pm25", 1))));
        _run.Pipeline.OnReject(1, QuarantineReason.BadType, PipelineRun.Nanos(10_000));
        _run.Feed(new Frame(20_000));

        var east = _run.Pipeline.Quality.OfZone(1);
        east.Devices.Should().Be(3);
        east.Counts.Should().BeEquivalentTo(new { Received = 1L, Expected = 2L, Complete = 0.5 });
        east.InHealth(DeviceHealth.Unknown).Should().Be(2);
        _run.Pipeline.Quality.OfZone(0).Counts.Should().BeEquivalentTo(new { Received = 3L, Rejected = 1L });
        _run.Pipeline.Quality.OfZone(0, kind: 1).Counts.Received.Should().Be(0);
    }

    [Fact]
    public void Hour_ThatEnded_IsGivenOutForDevicesAndZones()
    {
        for (var i = 0; i < 180; i++)
        {
            Speak(1_000 + (i * 20_000), i % 2);
            _run.Feed(new Frame(17_000 + (i * 20_000)));
        }

        _run.Feed(new Frame(3_600_000));

        Of("air-1", "quality_complete").Should().BeApproximately(0.5, 0.01);
        Of("air-1", "quality_valid").Should().Be(1);
        Of("air-1", "quality_live").Should().BeInRange(0.75, 0.85);
        Of("air-2", "quality_live").Should().Be(0);
        _run.QualityWindows.Should().Contain(w =>
            w.Scope == AggregateScope.Zone && w.Owner == 0 && w.Kind == 0 && Math.Abs(w.Mean - 0.25) < 0.01);

        double Of(string device, string metric) => _run.QualityWindows.Single(w =>
            w.Scope == AggregateScope.Device && _run.Registry.Device(w.Owner).Id == device && _run.Registry.MetricName(w.Metric) == metric).Mean;
    }

    private static CityModel City()
    {
        var city = SmallCity.Create();
        var air = city.Kinds[0];
        return city with
        {
            Kinds =
            [
                air with { Metrics = [air.Metrics[0] with { MaxChangePerSecond = 0.5, FlatAfter = TimeSpan.FromMinutes(5) }, air.Metrics[1]] },
                city.Kinds[1],
            ],
        };
    }

    private void Speak(long ms, double pm25) => _run.Feed(new Frame(ms, new Say("air-1", ms, ms, null, MessageMarks.None, ("pm25", pm25))));
}
