using SmartCity.Ioc.City;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Core.Tests.Pipeline;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Quality;

/// <summary>What is made of how often a device should speak: silence, coverage, completeness, gaps of rules.</summary>
public sealed class DeviceIntervalTests : IDisposable
{
    private const int Quarter = 900_000;

    private static readonly CityModel City = SmallCity.Create(SmallCity.Threshold("pm25-high", 0, "pm25", 150, @for: TimeSpan.FromMinutes(30)));

    private readonly PipelineRun _run = new(City);

    public DeviceIntervalTests() => _run.Registry.Register("e2", "air", "slow", TimeSpan.FromSeconds(10));

    public void Dispose() => _run.Dispose();

    [Fact]
    public void DeviceThatRegisteredItself_IsJudgedByThePaceThatItShows()
    {
        Speak("slow", 0, 7, Quarter);
        Interval("slow").Should().Be((Quarter / 1000, IntervalSource.Learned));

        Tick((6 * Quarter) + (Quarter * 3 / 2) - 1);
        Health("slow").Should().Be(DeviceHealth.Ok);
        Tick((6 * Quarter) + (Quarter * 3 / 2));
        Health("slow").Should().Be(DeviceHealth.Stale);
        Tick(9 * Quarter);
        Health("slow").Should().Be(DeviceHealth.Offline, "its kind allows three intervals");
    }

    [Fact]
    public void DeviceOfTheCitysFiles_KeepsTheIntervalThatItsKindSays()
    {
        Speak("air-1", 0, 20, 60_000);

        Interval("air-1").Should().Be((10, IntervalSource.Kind));
        _run.Quality("air-1").Counts.Expected.Should().Be((19 * 6) + 1, "half of what it should send would be missing unseen");
    }

    [Fact]
    public void KindWithoutAnInterval_HasItLearnedOfEachDevice()
    {
        var city = City with { Kinds = [City.Kinds[0] with { IsIntervalGiven = false }, City.Kinds[1]] };
        using var run = new PipelineRun(city);
        for (var i = 0; i < 13; i++)
        {
            run.Feed(new Frame(i * 60_000, Say("air-1", i * 60_000)));
        }

        run.Registry.IntervalOf(0).Should().Be(new DeviceInterval(60_000_000_000, 60_000_000_000, IntervalSource.Learned));
    }

    [Fact]
    public void LearnedPace_MakesExpectationsOfTheDeviceAndOfItsZone()
    {
        Speak("slow", 0, 7, Quarter);
        _run.Quality("slow").Counts.Expected.Should().Be(7);
        _run.Quality("slow").Counts.Complete.Should().Be(1);

        Tick((7 * Quarter) + 120_000);
        Speak("slow", 8 * Quarter, 1, Quarter);
        Tick((8 * Quarter) + 7_200_000);

        // One of 15 minutes in a minute window is more than is expected in it.
        _run.Window("slow", "pm25", 8 * Quarter, 60).Coverage.Should().Be(1);
        _run.Zone("e2", "pm25", 8 * Quarter, 900).Coverage.Should().BeApproximately(1, 1e-9);
    }

    [Fact]
    public void QuickDevice_IsExpectedAsOftenAsItSpeaks_ButMayPause()
    {
        Speak("slow", 0, 300, 1_000);

        _run.Registry.TryFindDevice("slow", out var index);
        _run.Registry.IntervalOf(index).Should().Be(new DeviceInterval(1_000_000_000, 10_000_000_000, IntervalSource.Learned));
        Tick(299_000 + 14_999);
        Health("slow").Should().Be(DeviceHealth.Ok);
        Tick(299_000 + 15_000);
        Health("slow").Should().Be(DeviceHealth.Stale);
    }

    [Fact]
    public void BatchesAndHeldBackMessages_DoNotMakeADeviceLookQuicker()
    {
        for (var batch = 0; batch < 30; batch++)
        {
            var at = (batch + 1) * 60_000;
            _run.Feed(new Frame(at, [.. Enumerable.Range(0, 10).Select(i => Say("slow", at - 60_000 + (i * 6_000)) with { ReceivedMs = at })]));
        }

        Interval("slow").Should().Be((60, IntervalSource.Learned));
    }

    [Fact]
    public void WhatAnOperatorSays_GoesBeforeWhatWasLearned_AndCanBeTakenBack()
    {
        Speak("slow", 0, 7, Quarter);
        Put(6 * Quarter, 60);
        Interval("slow").Should().Be((60, IntervalSource.Declared));
        Tick((6 * Quarter) + 1_000, (6 * Quarter) + 90_000);
        Health("slow").Should().Be(DeviceHealth.Stale);

        Put((6 * Quarter) + 91_000, 0);
        Interval("slow").Should().Be((Quarter / 1000, IntervalSource.Learned));
        Put((6 * Quarter) + 92_000, 1e-9).Message.Should().Contain("an interval is 0 or 0.01 to");
    }

    [Fact]
    public void RuleOnASlowDevice_HoldsItsDurationFromReadingToReading()
    {
        Speak("slow", 0, 7, Quarter);
        _run.Feed(new Frame(7 * Quarter, Say("slow", 7 * Quarter, 500)));
        _run.Feed(new Frame(8 * Quarter, Say("slow", 8 * Quarter, 500)));
        _run.Feed(new Frame(9 * Quarter, Say("slow", 9 * Quarter, 500)));

        _run.Log.Should().ContainSingle(line => line.StartsWith("alert", StringComparison.Ordinal));
    }

    [Fact]
    public void Recovery_FromAnyFrame_GivesWhatARunGivesThatWasNeverCutOff()
    {
        var frames = Enumerable.Range(0, 40).SelectMany(i => new[] { new Frame(i * 60_000, Say("slow", i * 60_000, i)), new Frame((i * 60_000) + 30_000) })
            .Append(new Frame(3_600_000)).Append(new Frame(7_200_000)).ToList();
        frames.ForEach(_run.Feed);

        foreach (var cut in Enumerable.Range(20, 12))
        {
            using var run = new PipelineRun(City);
            run.Registry.Register("e2", "air", "slow", TimeSpan.FromSeconds(10));
            frames.Take(cut).ToList().ForEach(run.Feed);
            var (checkpoint, length) = (run.Save(), run.Log.Count);
            run.Registering = registry => registry.Register("e2", "air", "slow", TimeSpan.FromSeconds(10));
            run.Restart(checkpoint, length);
            frames.Skip(cut).ToList().ForEach(run.Feed);

            run.Log.Should().Equal(_run.Log);
            run.Registry.TryFindDevice("slow", out var index);
            run.Registry.IntervalOf(index).Source.Should().Be(IntervalSource.Learned);
        }
    }

    private static Say Say(string device, long ms, double pm25 = 20) =>
        new(device, ms, ms, null, MessageMarks.None, ("pm25", pm25), ("temp", ms % 7_000 / 1_000.0));

    private void Speak(string device, long fromMs, int times, int everyMs)
    {
        for (var i = 0; i < times; i++)
        {
            _run.Feed(new Frame(fromMs + ((long)i * everyMs), Say(device, fromMs + ((long)i * everyMs))));
        }
    }

    private void Tick(params long[] ms)
    {
        foreach (var at in ms)
        {
            _run.Feed(new Frame(at));
        }
    }

    private (double Seconds, IntervalSource Source) Interval(string device)
    {
        _run.Registry.TryFindDevice(device, out var index);
        var interval = _run.Registry.IntervalOf(index);
        return (interval.Nanos / 1e9, interval.Source);
    }

    private DeviceHealth Health(string device) => _run.Quality(device).Health;

    private CommandResult Put(long ms, double seconds) => _run.Pipeline.OnCommand(
        new AlertCommand($"c{ms}", AlertVerb.Comment, string.Empty, null, "lan", null, null, null, null)
        {
            Devices = $$"""[{"id":"slow","intervalSeconds":{{seconds.ToString(System.Globalization.CultureInfo.InvariantCulture)}}}]""",
        },
        PipelineRun.Nanos(ms));
}
