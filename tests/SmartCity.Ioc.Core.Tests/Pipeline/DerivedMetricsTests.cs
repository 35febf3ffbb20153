using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Aggregates.Indices;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Pipeline;

public sealed class DerivedMetricsTests : IDisposable
{
    private const long Hour = 3_600_000;

    private static readonly double[] OldestFirst = [33, 34, 35, 36, 38, 40, 45, 50, 55, 60, 70, 80];

    private readonly PipelineRun _run = new(City());

    public void Dispose() => _run.Dispose();

    [Fact]
    public void HourlyAqi_OfTheGoldenDay_ComesWhenTheHourCloses()
    {
        Dust(OldestFirst);

        var last = _run.Derived[^1];
        last.Should().BeEquivalentTo(new { Stage = AggregateStage.Final, StartNanos = PipelineRun.Nanos(11 * Hour), LengthNanos = 3_600_000_000_000L, Revision = 0, Count = 1L });
        last.Mean.Should().Be(136, "the index of 71.31 is 135.5, rounded for all pollutants together");
        _run.Log.Should().Contain($"derived air-1 {PipelineRun.Nanos(12 * Hour)} aqi=136");
    }

    [Fact]
    public void HourlyAqi_LateReading_CorrectsItsHourAndThoseThatLookBackOnIt()
    {
        Dust([40, 40, 40]);
        _run.Derived.Clear();

        _run.Feed(new Frame((3 * Hour) + 31_000, Air((3 * Hour) - 1_000, 300)));
        _run.Feed(new Frame((3 * Hour) + 33_000));

        _run.Derived.Should().ContainSingle().Which.Should().BeEquivalentTo(new { Stage = AggregateStage.Correction, Revision = 1, StartNanos = PipelineRun.Nanos(2 * Hour) });
    }

    [Fact]
    public void HourlyAqi_AboveARulesLimit_RaisesAnAlert()
    {
        Dust([200, 200, 200]);

        _run.Log.Should().ContainSingle(line => line.StartsWith("alert", StringComparison.Ordinal)).Which.Should().Contain("raised");
    }

    [Fact]
    public void DailyAqi_OfADayWithEnoughHours_ComesWhenTheDayCloses()
    {
        // Seven in the morning to midnight are 17 hours: not enough; the day after has all.
        for (var hour = 0; hour < 41; hour++)
        {
            _run.Feed(new Frame((hour * Hour) + 1_000, Air((hour * Hour) + 1_000, hour < 17 ? 10 : 50)));
        }

        _run.Feed(new Frame((41 * Hour) + 31_000));

        var day = _run.Derived.Where(w => _run.Registry.MetricName(w.Metric) == "aqi_day").Should().ContainSingle().Subject;
        day.Should().BeEquivalentTo(new { StartNanos = PipelineRun.Nanos(17 * Hour), LengthNanos = 86_400_000_000_000L, Mean = VnAqi.Index(VnAqiPollutant.Pm25, 50) });
    }

    [Fact]
    public void LevelOfService_OfEachMessage_IsAMetricWithWindows()
    {
        _run.Feed(new Frame(1_000, Camera(1_000, 20)));
        _run.Feed(new Frame(2_000, Camera(2_000, 55)));
        _run.Feed(new Frame(41_000));

        _run.Log.Should().Contain(line => line.StartsWith("reading cam-1", StringComparison.Ordinal) && line.EndsWith("speed=20 los=5", StringComparison.Ordinal));
        _run.Window("cam-1", "los", 0, 10).Should().BeEquivalentTo(new { Count = 2L, Min = 1.0, Max = 5.0, Last = 1.0 });
        _run.Pipeline.Quality.Of(2).Counts.Accepted.Should().Be(2);
        _run.Ledger.Snapshot().Readings.Accepted.Should().Be(2, "what is worked out was never received");
    }

    [Fact]
    public void Message_ThatSaysTheMetricItself_KeepsItsWord()
    {
        _run.Feed(new Frame(1_000, new Say("cam-1", 1_000, 1_000, null, MessageMarks.None, ("speed", 20), ("los", 2))));

        _run.Log.Should().Contain(line => line.EndsWith("speed=20 los=2", StringComparison.Ordinal));
    }

    [Fact]
    public void FloodStage_WithRateOfRise_IsWordedAsInBulletins()
    {
        var texts = new List<string>();
        using var subscription = _run.Pipeline.Accepted.Subscribe(batch => texts.AddRange(batch.Attributes.Select(a => $"{a.Name}: {a.Value}")));
        for (var minute = 0; minute <= 20; minute++)
        {
            var ms = minute * 60_000L;
            _run.Feed(new Frame(ms, new Say("cam-2", ms, ms, null, MessageMarks.None, ("level", 2.50 + (minute * 0.002)))));
        }

        texts[0].Should().Be("stage_text: trên BĐ2 là 0,50 m");
        texts[^1].Should().Be("stage_text: trên BĐ2 là 0,54 m, đang lên 0,12 m/giờ");
        _run.Derived[^1].Mean.Should().BeApproximately(0.12, 1e-9);
    }

    [Fact]
    public void State_RestoredAnywhere_GoesOnTheSame()
    {
        Dust([.. OldestFirst[..6]]);
        var checkpoint = _run.Save();
        using var whole = new PipelineRun(City());
        Dust(whole, 0, OldestFirst);

        _run.Restart(checkpoint, _run.Log.Count);
        Dust(_run, 6, OldestFirst[6..]);

        _run.Log[^1].Should().Be(whole.Log[^1]);
        _run.Derived[^1].Mean.Should().Be(136);
    }

    private static CityModel City()
    {
        var city = SmallCity.Create(SmallCity.Threshold("bad-air", 0, "aqi", 200));
        var (air, camera) = (city.Kinds[0], city.Kinds[1]);
        var level = new MetricDefinition("level", SmallCity.Text("level"), "m", -2, 12, 2, false);
        return city with
        {
            Kinds =
            [
                air with { Derived = [Derived("aqi", DerivedIndex.VnAqiHourly, "pm25", air.Metrics[0]), Derived("aqi_day", DerivedIndex.VnAqiDaily, "pm25", air.Metrics[0])] },
                camera with
                {
                    Metrics = [.. camera.Metrics, level],
                    Derived =
                    [
                        Derived("los", DerivedIndex.LevelOfService, "speed", camera.Metrics[1]) with { FreeFlowSpeed = 60 },
                        Derived("stage", DerivedIndex.FloodStage, "level", level) with { AlarmLevels = [5, 6, 7] },
                        Derived("rise", DerivedIndex.RateOfRise, "level", level),
                    ],
                },
            ],
            Devices = [.. city.Devices.Select(d => d.Id == "cam-2" ? d with { AlarmLevels = [1.0, 2.0, 3.5] } : d)],
        };
    }

    private static DerivedMetric Derived(string id, DerivedIndex index, string role, MetricDefinition metric) => new(
        new MetricDefinition(id, SmallCity.Text(id), string.Empty, -1000, 1000, 1, false), index,
        new Dictionary<string, MetricDefinition> { [role] = metric });

    private static Say Air(long ms, double pm25) => new("air-1", ms, ms, null, MessageMarks.None, ("pm25", pm25));

    private static Say Camera(long ms, double speed) => new("cam-1", ms, ms, null, MessageMarks.None, ("speed", speed));

    private void Dust(double[] hours) => Dust(_run, 0, hours);

    private static void Dust(PipelineRun run, int first, double[] hours)
    {
        for (var i = 0; i < hours.Length; i++)
        {
            var ms = ((first + i) * Hour) + 1_000;
            run.Feed(new Frame(ms, Air(ms, hours[i])));
            run.Feed(new Frame(((first + i + 1) * Hour) + 30_000));
        }
    }
}
