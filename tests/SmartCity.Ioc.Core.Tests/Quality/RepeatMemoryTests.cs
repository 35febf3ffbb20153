using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Core.Tests.Quality;

public class RepeatMemoryTests
{
    private const long Second = 1_000_000_000;

    private RepeatMemory _memory;
    private long _atNanos = Second;

    [Fact]
    public void Source_ThatNeverRepeatedItself_IsSuspectedAfterAFewTimes()
    {
        Live(1000, _ => true);

        Repeat(4).Should().Equal(false, false, false, true);
    }

    [Fact]
    public void Source_OfWhichLittleIsKnown_IsSuspectedLater()
    {
        Live(12, _ => true);

        Repeat(8).TakeWhile(suspect => !suspect).Should().HaveCount(5);
    }

    [Fact]
    public void Source_OfWhichNothingIsKnown_IsNeverSuspected()
    {
        Repeat(500).Should().NotContain(true);
    }

    [Fact]
    public void Source_ThatOftenRepeatsItself_MayGoOnDoingSo()
    {
        Live(1000, i => i % 5 == 0);

        Repeat(40).Should().NotContain(true);
    }

    [Fact]
    public void Source_ThatStandsStillInLongRows_MayStandTwiceAsLong()
    {
        Live(1000, i => i % 100 > 10);

        Repeat(30).TakeWhile(suspect => !suspect).Should().HaveCountGreaterThan(20);
    }

    [Fact]
    public void State_SavedAndRestored_GoesOnTheSame()
    {
        Live(100, _ => true);
        Repeat(3);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        _memory.Save(writer);
        stream.Position = 0;
        _memory = RepeatMemory.Restore(new BinaryReader(stream));

        Repeat(2).Should().Equal(true, true);
    }

    private void Live(int messages, Func<int, bool> changes)
    {
        var hash = 1UL;
        for (var i = 0; i < messages; i++)
        {
            hash += changes(i) ? 1UL : 0;
            _memory.Note(hash, _atNanos += 10 * Second, 4);
        }

        _memory.Note(9_999_999, _atNanos += 10 * Second, 4);
    }

    private List<bool> Repeat(int times) => [.. Enumerable.Range(0, times).Select(_ => _memory.Note(9_999_999, _atNanos += 10 * Second, 4))];
}
