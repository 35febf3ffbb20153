using SmartCity.Ioc.Core.Tests.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Quality;

public class HealthWatchTests
{
    private readonly PipelineRun _run = new(SmallCity.Create());

    private IEnumerable<string> Story => _run.Health.Select(change =>
        $"{_run.Registry.Device(change.Device).Id} {change.From}>{change.To} {change.Reason} @{(change.AtNanos / 1_000_000) - PipelineRun.Epoch}");

    [Fact]
    public void Device_FallingSilent_IsStaleAtOneAndAHalfIntervalsThenOffline()
    {
        Speak(1_000, 10);
        Tick(15_999, 16_000, 16_100, 30_999, 31_000, 31_100);
        Speak(40_000, 11);

        Story.Should().Equal(
            "air-1 Unknown>Ok heard @1000", "air-1 Ok>Stale silent @16000", "air-1 Stale>Offline silent @31000", "air-1 Offline>Ok heard @40000");
    }

    [Fact]
    public void Device_HeardAgainWhileStale_GoesStaleAgainInTime()
    {
        Speak(1_000, 10);
        Tick(16_000);
        Speak(17_000, 11);
        Tick(31_999, 32_000);

        Story.Should().HaveCount(4).And.EndWith("air-1 Ok>Stale silent @32000");
    }

    [Fact]
    public void Devices_SilentTogether_AreNamedInTheOrderOfTheirIds()
    {
        _run.Feed(new Frame(1_000, Say("air-2", 1_000, 1), Say("air-1", 1_000, 1)));
        Tick(90_000);

        Story.Skip(2).Should().Equal("air-1 Ok>Offline silent @90000", "air-2 Ok>Offline silent @90000");
    }

    [Fact]
    public void LastWill_Offline_CountsAtOnceUntilTheDeviceSpeaks()
    {
        Speak(1_000, 10);
        _run.Feed(new Frame(2_000, new Say("air-1", 2_000, 2_000, null, MessageMarks.StatusOffline | MessageMarks.TimeAssumed)));
        Speak(5_000, 11);
        _run.Feed(new Frame(6_000, new Say("air-1", 6_000, 6_000, null, MessageMarks.StatusOnline | MessageMarks.TimeAssumed)));
        Tick(21_000);

        Story.Skip(1).Should().Equal("air-1 Ok>Offline last-will @2000", "air-1 Offline>Ok heard @5000", "air-1 Ok>Stale silent @21000");
    }

    [Fact]
    public void RetainedLastWill_OfADeviceNeverHeard_SaysOffline()
    {
        _run.Feed(new Frame(2_000, new Say("air-1", 2_000, 2_000, null, MessageMarks.StatusOffline | MessageMarks.Retained)));

        Story.Should().Equal("air-1 Unknown>Offline last-will @2000");
    }

    [Fact]
    public void Sensor_RepeatingTwoMeasuredValuesForTenMinutes_IsSuspectUntilOneChanges()
    {
        for (var i = 1; i <= 61; i++)
        {
            Speak(i * 10_000, 31.4, 28.1);
        }

        Story.Should().Equal("air-1 Unknown>Ok heard @10000", "air-1 Ok>Suspect frozen @610000");
        _run.Quality("air-1").Suspicion.Should().Be(Suspicion.Frozen);

        Speak(620_000, 31.5, 28.1);
        Story.Should().EndWith("air-1 Suspect>Ok recovered @620000");
    }

    [Fact]
    public void Sensor_RepeatingOneValueOrZeros_IsNotSuspected()
    {
        for (var i = 1; i <= 100; i++)
        {
            Speak(i * 10_000, 31.4);
            _run.Feed(new Frame((i * 10_000) + 1, new Say("air-2", i * 10_000, i * 10_000, null, MessageMarks.None, ("pm25", 0), ("temp", 0))));
        }

        _run.Health.Should().OnlyContain(change => change.Reason == "heard");
    }

    [Fact]
    public void Clock_OffByMinutesInEveryMessage_IsSuspectUntilItIsRightAgain()
    {
        for (var i = 10; i < 20; i++)
        {
            _run.Feed(new Frame(i * 10_000, Say("air-1", (i * 10_000) - 90_000, i) with { ReceivedMs = i * 10_000 }));
        }

        Story.Should().Equal("air-1 Unknown>Ok heard @100000", "air-1 Ok>Suspect skewed @140000");
        for (var i = 20; i < 30; i++)
        {
            _run.Feed(new Frame(i * 10_000, Say("air-1", i * 10_000, i)));
        }

        Story.Should().EndWith("air-1 Suspect>Ok recovered @240000");
    }

    [Fact]
    public void StoredReadings_SentInABurst_AreNoSkewedClock()
    {
        Speak(1_000, 1);
        _run.Feed(new Frame(600_000, [.. Enumerable.Range(2, 50).Select(i => Say("air-1", i * 10_000, i) with { ReceivedMs = 600_000 })]));

        _run.Health.Should().NotContain(change => change.To == DeviceHealth.Suspect);
    }

    [Fact]
    public void Quality_OfADevice_StatesCountsAndTheFourRatios()
    {
        for (var i = 0; i <= 9; i++)
        {
            if (i is not 4 and not 5)
            {
                _run.Feed(new Frame((i * 10_000) + 50, new Say("cam-1", i * 10_000, (i * 10_000) + 50, (ulong)i, MessageMarks.None, ("speed", i))));
            }
        }

        Tick(92_000);
        _run.Feed(new Frame(95_000, new Say("cam-1", 90_000, 95_000, 9, MessageMarks.None, ("speed", 9))));
        _run.Pipeline.OnReject(2, QuarantineReason.OutOfRange, PipelineRun.Nanos(95_000));

        var check = _run.Quality("cam-1");
        check.Should().BeEquivalentTo(new { LagNanos = 50_000_000L, LastReject = QuarantineReason.OutOfRange });
        var quality = check.Counts;
        quality.Should().BeEquivalentTo(new { Received = 10L, Accepted = 8L, Duplicates = 1L, Rejected = 1L, Lost = 2L, Valid = 0.9 });
        quality.DuplicateRatio.Should().BeApproximately(1.0 / 9, 1e-9);
        quality.LossRatio.Should().BeApproximately(0.2, 1e-9);
        quality.Complete.Should().BeApproximately(8.0 / 95, 1e-9);
        quality.Clean.Should().BeApproximately(8.0 / 9, 1e-9);
        quality.Live.Should().BeApproximately(1 - (3.0 / 95), 0.001);
    }

    private static Say Say(string device, long ms, double value) => new(device, ms, ms, null, MessageMarks.None, ("pm25", value));

    private void Speak(long ms, double pm25, double? temp = null) => _run.Feed(new Frame(ms, new Say(
        "air-1", ms, ms, null, MessageMarks.None, temp is null ? [("pm25", pm25)] : [("pm25", pm25), ("temp", temp.Value)])));

    private void Tick(params long[] ms)
    {
        foreach (var at in ms)
        {
            _run.Feed(new Frame(at));
        }
    }
}
