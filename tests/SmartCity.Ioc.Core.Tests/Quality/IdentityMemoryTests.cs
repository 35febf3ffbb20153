using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Core.Tests.Quality;

public class IdentityMemoryTests
{
    private const int Span = IdentityMemory.Least;
    private const long RememberMs = 10_000;
    private const long Second = 1_000_000_000;

    private readonly IdentityMemory _memory = new();

    [Fact]
    public void Message_SameTimeAndContent_IsADuplicate()
    {
        Judge(1, 7).Should().Be(Arrival.New);
        Judge(1, 7).Should().Be(Arrival.Duplicate);
    }

    [Fact]
    public void History_SentAgain_IsKnownWhateverCameLiveAndTakesNoPlaceOfIt()
    {
        Judge(100_000, 1).Should().Be(Arrival.New);
        for (var i = 0; i < IdentityMemory.MostHistory; i++)
        {
            _memory.JudgeHistory(7, i * Second).Should().Be(Arrival.New);
        }

        _memory.JudgeHistory(7, 0).Should().Be(Arrival.Duplicate);
        _memory.JudgeHistory(7, (IdentityMemory.MostHistory - 1) * Second).Should().Be(Arrival.Duplicate);
        _memory.JudgeHistory(8, 0).Should().Be(Arrival.New);
        Judge(99_990, 1).Should().Be(Arrival.New);
        Judge(100_000, 1).Should().Be(Arrival.Duplicate);
    }

    [Fact]
    public void Message_SameContentAtAnotherTime_IsNew()
    {
        Judge(1, 7).Should().Be(Arrival.New);
        Judge(2, 7).Should().Be(Arrival.New);
    }

    [Fact]
    public void Message_AnotherContentAtTheSameTime_IsNew()
    {
        Judge(1, 7).Should().Be(Arrival.New);
        Judge(1, 8).Should().Be(Arrival.New);
    }

    [Fact]
    public void Message_FilledInAfterASilence_IsNewHoweverLongItWas()
    {
        Judge(1, 7);
        Judge(3600, 8);
        Judge(1800, 9).Should().Be(Arrival.New);
    }

    [Fact]
    public void Message_AsOldAsWhatWasForgotten_CanNotBeTold()
    {
        for (var i = 1; i <= Span + 10; i++)
        {
            Judge(i, 7).Should().Be(Arrival.New);
        }

        Judge(10, 99).Should().Be(Arrival.Forgotten);
        Judge(11, 7).Should().Be(Arrival.Duplicate);
        Judge(11, 99).Should().Be(Arrival.New);
    }

    [Fact]
    public void Messages_OftenerThanTheLeast_AreRememberedForTheWholeSpan()
    {
        const int HundredMs = 100_000_000;
        for (var i = 1; i <= 1000; i++)
        {
            _memory.Judge(7, i * (long)HundredMs, RememberMs).Should().Be(Arrival.New);
        }

        _memory.Judge(7, 901L * HundredMs, RememberMs).Should().Be(Arrival.Duplicate);
        _memory.Judge(8, 901L * HundredMs, RememberMs).Should().Be(Arrival.New);
    }

    [Fact]
    public void Memory_SavedAndRestored_JudgesTheSame()
    {
        for (var i = 1; i <= Span + 10; i++)
        {
            Judge(i, 7);
        }

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        _memory.Save(writer);
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        var restored = new IdentityMemory();
        restored.Restore(reader);

        for (var i = 1; i <= Span + 50; i++)
        {
            restored.Judge(7, i * Second, RememberMs).Should().Be(Judge(i, 7));
        }
    }

    private Arrival Judge(int second, ulong identity) => _memory.Judge(identity, second * Second, RememberMs);
}
