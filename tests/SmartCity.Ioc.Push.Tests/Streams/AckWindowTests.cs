using SmartCity.Ioc.Push.Streams;

namespace SmartCity.Ioc.Push.Tests.Streams;

public class AckWindowTests
{
    private const long Second = 1000;
    private readonly AckWindow _window = new(4, Second);

    [Fact]
    public void Line_ThatCarriesFiftyKilobytesASecond_IsAheadWithMoreThanTwentyFive()
    {
        _window.Budget.Should().BeNull("nothing was painted yet");
        _window.Sent("a", 150_000, 0);
        _window.IsAhead.Should().BeTrue("a first frame is waited for");
        _window.Acknowledge("a", 3 * Second).Should().Be(0);
        _window.Budget.Should().Be(25_000);
        _window.IsAhead.Should().BeFalse();

        _window.Sent("b", 25_000, 4 * Second);
        _window.IsAhead.Should().BeFalse();
        _window.Sent("c", 1, 4 * Second);
        _window.IsAhead.Should().BeTrue();
        _window.Acknowledge("b", 4 * Second + 500);
        _window.IsAhead.Should().BeFalse();
    }

    [Fact]
    public void Acknowledgement_OfALaterFrame_CountsAllBeforeIt_FromTheOneBefore()
    {
        _window.Sent("a", 10_000, 0);
        _window.Sent("b", 40_000, 100);
        _window.Acknowledge("b", Second);
        _window.Budget.Should().Be(25_000);
        _window.Acknowledge("a", 2 * Second).Should().BeNull();
        _window.Budget.Should().Be(25_000, "it was painted already");
    }

    [Fact]
    public void Line_ThatBecomesSlow_IsBelievedWithinAFewFrames()
    {
        _window.Sent("0", 1_000_000, 0);
        _window.Acknowledge("0", 100);
        _window.Budget.Should().Be(5_000_000);
        var now = 100L;
        for (var i = 1; i <= 8; i++)
        {
            _window.Sent($"{i}", 60_000, now);
            now += Second;
            _window.Acknowledge($"{i}", now);
        }

        _window.Budget.Should().BeInRange(30_000, 50_000);
    }

    [Fact]
    public void SmallFrames_OnALineWithALongWay_AreNotHeldBack()
    {
        _window.Sent("a", 100, 0);
        _window.Acknowledge("a", Second);
        _window.Sent("b", 100, Second);
        _window.Sent("c", 100, Second);
        _window.IsAhead.Should().BeFalse();
        _window.Sent("d", 100, Second);
        _window.Sent("e", 100, Second);
        _window.IsFull.Should().BeTrue("four are unacknowledged");
    }
}
