using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Core.Tests.Quality;

public class SequenceMemoryTests
{
    private const int Span = 256;

    private readonly SequenceMemory _memory = new();
    private long _lost;

    [Fact]
    public void Sequence_Again_IsADuplicate()
    {
        Judge(5, 50).Should().Be(Arrival.New);
        Judge(5, 50).Should().Be(Arrival.Duplicate);
    }

    [Fact]
    public void Sequence_Skipped_IsLostUntilItComes()
    {
        Judge(5, 50);
        Judge(9, 90);
        _lost.Should().Be(3);

        Judge(7, 70).Should().Be(Arrival.New);
        _lost.Should().Be(2);
        Judge(7, 70).Should().Be(Arrival.Duplicate);
    }

    [Fact]
    public void Sequence_OlderThanTheFirstHeard_IsNewAndWasNeverLost()
    {
        Judge(5, 50);
        Judge(4, 40).Should().Be(Arrival.New);
        _lost.Should().Be(0);
    }

    [Fact]
    public void Sequence_BackAtZeroWithANewerTime_IsARestart()
    {
        Judge(200, 2000);
        Judge(0, 2010).Should().Be(Arrival.New);
        Judge(1, 2020).Should().Be(Arrival.New);
        Judge(0, 2010).Should().Be(Arrival.Duplicate);

        _memory.Restarts.Should().Be(1);
        _lost.Should().Be(0);
    }

    [Fact]
    public void Sequence_StragglerOfTheTimeBeforeARestart_IsJudgedThere()
    {
        Judge(200, 2000);
        Judge(0, 2010);

        Judge(199, 1990).Should().Be(Arrival.New);
        Judge(199, 1990).Should().Be(Arrival.Duplicate);
        Judge(200, 2000).Should().Be(Arrival.Duplicate);
        Judge(1, 2020).Should().Be(Arrival.New);
        _memory.Restarts.Should().Be(1);
    }

    [Fact]
    public void Sequence_OldAndOutsideTheSpan_CanNotBeTold()
    {
        Judge(1_000, 1000);
        Judge(700, 700).Should().Be(Arrival.Forgotten);
    }

    [Fact]
    public void Sequence_DeliveredAgainWithoutATimeOfItsOwn_IsADuplicateAndNoRestart()
    {
        _memory.Judge(0, 10, timeAssumed: true, Span, out _);
        _memory.Judge(20, 20, timeAssumed: true, Span, out _);

        _memory.Judge(0, 30, timeAssumed: true, Span, out _).Should().Be(Arrival.Duplicate);
    }

    [Theory]
    [InlineData(0UL, ulong.MaxValue)]
    [InlineData(ulong.MaxValue - 5, ulong.MaxValue)]
    [InlineData(ulong.MaxValue, 0UL)]
    public void Sequence_AtTheEndsOfItsRange_IsTaken(ulong first, ulong second)
    {
        Judge(first, 10).Should().Be(Arrival.New);
        Judge(second, 20).Should().Be(Arrival.New);
        Judge(second, 20).Should().Be(Arrival.Duplicate);
        _lost.Should().BeInRange(0, 4);
    }

    [Fact]
    public void Sequences_ShuffledWithinTheSpan_AreNewOnceAndLeaveTheRightNumberLost() =>
        Check.QuickThrowOnFailure(Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var memory = new SequenceMemory();
            var sent = Enumerable.Range(100, 500).Where(_ => random.Next(5) > 0).ToList();
            var arrivals = sent.Concat(sent.Where(_ => random.Next(4) == 0)).OrderBy(n => n + random.Next(60)).ToList();
            var seen = new HashSet<int>();
            var lost = 0L;
            foreach (var n in arrivals)
            {
                memory.Judge((ulong)n, n * 1_000L, timeAssumed: false, Span, out var more)
                    .Should().Be(seen.Add(n) ? Arrival.New : Arrival.Duplicate);
                lost += more;
            }

            lost.Should().Be(sent[^1] - arrivals[0] + 1 - sent.Count(n => n >= arrivals[0]));
        }));

    private Arrival Judge(ulong sequence, long time)
    {
        var arrival = _memory.Judge(sequence, time, timeAssumed: false, Span, out var lost);
        _lost += lost;
        return arrival;
    }
}
