using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Core.Tests.Quality;

public class SequenceMemoryTests
{
    private SequenceMemory _memory;
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

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(300)]
    public void Sequence_BelowTheFirstHeardAndBehindManyAfterIt_IsNewOnceAndWasNeverLost(int after)
    {
        for (var i = 0; i < after; i++)
        {
            Judge((ulong)(1_000 + i), 1_000 + i).Should().Be(Arrival.New);
        }

        foreach (var below in new ulong[] { 995, 800, 999, 996 })
        {
            Judge(below, (long)below).Should().Be(Arrival.New);
            _lost.Should().Be(0);
            Judge(below, (long)below).Should().Be(Arrival.Duplicate);
        }

        Judge(1_500, 1_500);
        var lost = _lost;
        foreach (var below in new ulong[] { 995, 800, 999, 1_000 })
        {
            Judge(below, (long)below).Should().Be(Arrival.Duplicate);
        }

        Judge(997, 997).Should().Be(Arrival.New);
        _lost.Should().Be(lost);
    }

    [Fact]
    public void Sequence_FarBelowTheFirstHeard_CanNotBeTold()
    {
        Judge(1_000, 1000);
        Judge(700, 700).Should().Be(Arrival.Forgotten);
    }

    [Fact]
    public void Sequence_AgainThousandsBehind_IsADuplicate()
    {
        for (var n = 0UL; n < 10_000; n++)
        {
            Judge(n, (long)n);
        }

        Judge(3, 3).Should().Be(Arrival.Duplicate);
        Judge(5_000, 5_000).Should().Be(Arrival.Duplicate);
    }

    [Fact]
    public void Sequence_MissingThousandsBehind_IsNewOnceAndRecovered()
    {
        for (var n = 0UL; n < 10_000; n++)
        {
            if (n is not (>= 4_000 and < 4_100))
            {
                Judge(n, (long)n);
            }
        }

        _lost.Should().Be(100);
        foreach (var n in new ulong[] { 4_050, 4_000, 4_099, 4_001 })
        {
            Judge(n, (long)n).Should().Be(Arrival.New);
            Judge(n, (long)n).Should().Be(Arrival.Duplicate);
        }

        _lost.Should().Be(96);
    }

    [Fact]
    public void Sequence_MoreGapsThanAreKept_ForgetsTheOldestOnly()
    {
        const ulong Count = 3 * 2 * SequenceGaps.Most;
        for (var n = 0UL; n <= Count; n += 2)
        {
            Judge(n, (long)n);
        }

        Judge(1, 1).Should().Be(Arrival.Forgotten);
        Judge(Count - 401, (long)Count - 401).Should().Be(Arrival.New);
        Judge(Count - 400, (long)Count - 400).Should().Be(Arrival.Duplicate);
    }

    [Fact]
    public void Sequence_AfterAJumpTooLargeForALoss_IsNotRecoveredBelowIt()
    {
        Judge(5, 50);
        Judge(500_000, 60);
        _lost.Should().Be(0);

        Judge(499_999, 59).Should().Be(Arrival.New);
        _lost.Should().Be(0);
    }

    [Fact]
    public void Sequence_DeliveredAgainWithoutATimeOfItsOwn_IsADuplicateAndNoRestart()
    {
        _memory.Judge(0, 10, timeAssumed: true, out _);
        _memory.Judge(20, 20, timeAssumed: true, out _);

        _memory.Judge(0, 30, timeAssumed: true, out _).Should().Be(Arrival.Duplicate);
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
                memory.Judge((ulong)n, n * 1_000L, timeAssumed: false, out var more)
                    .Should().Be(seen.Add(n) ? Arrival.New : Arrival.Duplicate);
                lost += more;
            }

            lost.Should().Be(sent[^1] - arrivals[0] + 1 - sent.Count(n => n >= arrivals[0]));
        }));

    [Fact]
    public void Sequences_InAnyOrderOverThousands_AreNewOnceSavedAndRestoredOnTheWay() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(30), Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed =>
        {
            var random = new Random(seed);
            var memory = new SequenceMemory();
            var sent = Enumerable.Range(0, 3000).Where(_ => random.Next(20) > 0).ToList();
            var delays = sent.ToDictionary(n => n, n => n == sent[0] ? 0 : random.Next(30) == 0 ? random.Next(2500) : random.Next(20));
            var arrivals = sent.Concat(sent.Where(_ => random.Next(10) == 0)).OrderBy(n => n + delays[n]).ToList();
            var seen = new HashSet<int>();
            foreach (var n in arrivals)
            {
                memory.Judge((ulong)n, n * 1_000L, timeAssumed: false, out _).Should().Be(seen.Add(n) ? Arrival.New : Arrival.Duplicate);
                if (random.Next(100) == 0)
                {
                    memory = SavedAndRestored(memory);
                }
            }
        }));

    private static SequenceMemory SavedAndRestored(SequenceMemory memory)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        memory.Save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        return SequenceMemory.Restore(reader);
    }

    private Arrival Judge(ulong sequence, long time)
    {
        var arrival = _memory.Judge(sequence, time, timeAssumed: false, out var lost);
        _lost += lost;
        return arrival;
    }
}
