using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Core.Tests.Pipeline;

public class CityPipelineProperties
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static Config Runs(int count) => Config.QuickThrowOnFailure.WithMaxTest(count);

    [Fact]
    public void Windows_AnyOrderDuplicationAndDelayWithinTheLateness_EndTheSame() =>
        Check.One(Runs(25), Prop.ForAll(Seeds, seed => EndTheSame(seed, 29_999)));

    [Fact]
    public void Windows_AnyDelayWithinTheHorizon_AreCorrectedToTheSame() =>
        Check.One(Runs(15), Prop.ForAll(Seeds, seed => EndTheSame(seed, 3_600_000)));

    [Theory]
    [InlineData(ClockSource.Host)]
    [InlineData(ClockSource.Data)]
    public void Outputs_KilledAndRestoredAnywhere_AreTheSameBitForBit(ClockSource clock) =>
        Check.One(Runs(15), Prop.ForAll(Seeds, seed =>
        {
            var options = new PipelineOptions { Clock = clock, CorrectionHorizon = TimeSpan.FromMinutes(5), ClosedWindows = 400 };
            var script = new Script(seed, 250, 600_000, strangers: true);
            var frames = script.Arriving(400_000, 0.2);
            using var whole = PipelineRun.Of(Script.City(), frames, options);

            var random = new Random(seed);
            using var run = new PipelineRun(Script.City(), options);
            var (checkpoint, at, length) = (run.Save(), 0, 0);
            for (var i = 0; i < frames.Count; i++)
            {
                run.Feed(frames[i]);
                if (random.Next(12) == 0)
                {
                    (checkpoint, at, length) = (run.Save(), i + 1, run.Log.Count);
                }
                else if (random.Next(20) == 0)
                {
                    run.Restart(checkpoint, length);
                    i = at - 1;
                }
            }

            SameLines(run.Log, whole.Log);
            run.Ledger.Snapshot().Should().BeEquivalentTo(whole.Ledger.Snapshot());
        }));

    [Theory]
    [InlineData(ClockSource.Host)]
    [InlineData(ClockSource.Data)]
    public void Outputs_BatchesCutAnywhere_AreTheSame(ClockSource clock) =>
        Check.One(Runs(15), Prop.ForAll(Seeds, seed => AreTheSameCut(seed, clock)));

    // A device's first message says nothing of its battery, its second one does, and of the first a level of service follows.
    [Fact]
    public void Outputs_OfAMetricThatIsNewInABatchWithOneThatIsWorkedOut_AreTheSameCut() => AreTheSameCut(1_773_314_145, ClockSource.Host);

    [Theory]
    [InlineData(ClockSource.Host)]
    [InlineData(ClockSource.Data)]
    public void Outputs_OfOneShardOrFour_AreTheSameBitForBitAndSoIsTheState(ClockSource clock) =>
        Check.One(Runs(6), Prop.ForAll(Seeds, seed =>
        {
            var options = new PipelineOptions { Clock = clock, CorrectionHorizon = TimeSpan.FromMinutes(5), ClosedWindows = 400 };
            var frames = new Script(seed, 250, 600_000, strangers: true).Arriving(400_000, 0.2);
            using var one = new PipelineRun(Script.City(), options);
            using var four = new PipelineRun(Script.City(), options, shards: 4);
            var random = new Random(seed);
            foreach (var frame in frames)
            {
                one.Feed(frame);
                four.Feed(frame);
                if (random.Next(10) == 0)
                {
                    four.Pipeline.Shards.Assign();
                }
                else if (random.Next(40) == 0)
                {
                    // Four go on from what one wrote, and the other way round.
                    var (ones, fours) = (one.Save(), four.Save());
                    fours.Should().Equal(ones);
                    four.Restart(ones, four.Log.Count);
                    one.Restart(fours, one.Log.Count);
                }
            }

            SameLines(four.Log, one.Log);
            four.Ledger.Snapshot().Should().BeEquivalentTo(one.Ledger.Snapshot());
        }));

    [Fact]
    public void Ledger_AfterEveryFrame_AddsUp() =>
        Check.One(Runs(15), Prop.ForAll(Seeds, seed =>
        {
            using var run = new PipelineRun(Script.City(), new PipelineOptions { CorrectionHorizon = TimeSpan.FromMinutes(1) });
            foreach (var frame in new Script(seed, 200, 600_000).Arriving(300_000, 0.3))
            {
                run.Feed(frame);
                run.Ledger.Snapshot().IsBalanced.Should().BeTrue();
            }

            run.Ledger.Snapshot().Messages.Received.Should().BeGreaterThanOrEqualTo(200);
        }));

    private static void AreTheSameCut(int seed, ClockSource clock)
    {
        var options = new PipelineOptions { Clock = clock };
        var frames = new Script(seed, 250, 900_000).Arriving(60_000, 0.2);
        var random = new Random(seed);
        var cut = frames.SelectMany(frame => Cut(frame, random));

        using var whole = PipelineRun.Of(Script.City(), frames, options);
        using var parts = PipelineRun.Of(Script.City(), cut, options);

        foreach (var kind in new[] { "reading", "late", "health", "alert", "Final", "Correction", "Provisional", "quality", "derived" })
        {
            bool Is(string line) => line.StartsWith(kind, StringComparison.Ordinal);
            SameLines([.. parts.Log.Where(Is)], [.. whole.Log.Where(Is)]);
        }
    }

    private static void EndTheSame(int seed, int mostDelayMs)
    {
        var script = new Script(seed, 200, 300_000, restarts: false);
        using var prompt = PipelineRun.Of(Script.City(), script.InFrames(script.Said));
        using var shuffled = PipelineRun.Of(Script.City(), script.Arriving(mostDelayMs, 0.3));

        shuffled.FinalWindows.Should().Equal(prompt.FinalWindows);
        shuffled.Ledger.Snapshot().Messages.Accepted.Should().Be(200);
    }

    // The first difference says more than two lists of thousands.
    private static void SameLines(List<string> lines, List<string> expected)
    {
        for (var i = 0; i < Math.Min(lines.Count, expected.Count); i++)
        {
            lines[i].Should().Be(expected[i], "line {0} of {1}", i, expected.Count);
        }

        lines.Should().HaveCount(expected.Count);
    }

    private static IEnumerable<Frame> Cut(Frame frame, Random random)
    {
        if (frame.Messages.Length == 0)
        {
            return [frame];
        }

        var at = random.Next(frame.Messages.Length + 1);
        return [new Frame(frame.ClockMs, frame.Messages[..at]), new Frame(frame.ClockMs, frame.Messages[at..])];
    }
}
