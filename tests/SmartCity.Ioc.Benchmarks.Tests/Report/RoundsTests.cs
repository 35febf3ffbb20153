using SmartCity.Ioc.Benchmarks.Report;

namespace SmartCity.Ioc.Benchmarks.Tests.Report;

public sealed class RoundsTests
{
    private readonly BenchReport _merged = Empty();

    [Fact]
    public void Merge_OfThreeRounds_TakesTheMedianOfValuesAndOfRatiosWithinARound()
    {
        Rounds.Merge([Round(10, 8), Round(30, 12), Round(20, 18)], _merged);

        _merged.Find("cost", "mosquitto").Should().BeEquivalentTo(new { Value = 20, IsYardstick = true, Note = "3 rounds, 10.0 to 30.0" });
        _merged.Find("cost", "server").Should().BeEquivalentTo(
            new { Value = 12, Ratio = 0.8, Yardstick = "mosquitto", Note = "3 rounds, 8 to 18.0; at 12/s" });
    }

    [Fact]
    public void Merge_OfOneRound_IsThatRound()
    {
        var round = Round(10, 8);
        round.Skip("grafana", "not installed");

        Rounds.Merge([round], _merged);

        _merged.Measurements.Should().Equal(round.Measurements);
        _merged.Skipped.Should().Equal(round.Skipped);
    }

    [Fact]
    public void Merge_OfRoundsOfWhichOneFailed_SaysSoAndKeepsTheOthers()
    {
        var failed = Empty();
        failed.Fail("server", "it threw");

        Rounds.Merge([Round(10, 8), failed, Round(20, 18)], _merged);

        _merged.IsGood.Should().BeFalse();
        _merged.Skipped.Should().Equal(new SkippedRun("server", "in 1 of 3 rounds: it threw", IsFailure: true));
        _merged.Find("cost", "server")!.Note.Should().Be("2 of 3 rounds, 8 to 18.0; at 18/s");
    }

    private static BenchReport Empty() => new(new Machine(DateTimeOffset.UnixEpoch, "Test CPU", 2, "Debian", ".NET 10", 0.5));

    private static BenchReport Round(double yardstick, double value)
    {
        var report = Empty();
        var mosquitto = report.Add(new Measurement("cost", "mosquitto", yardstick, "µs/message") { IsYardstick = true });
        report.Add(new Measurement("cost", "server", value, "µs/message") { Note = FormattableString.Invariant($"at {value}/s") }.Against(mosquitto));
        return report;
    }
}
