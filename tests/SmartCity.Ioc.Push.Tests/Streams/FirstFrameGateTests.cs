using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Push.Tests.Streams;

public sealed class FirstFrameGateTests
{
    private readonly ManualTimeProvider _time = new();
    private readonly FirstFrameGate _gate;

    public FirstFrameGateTests() => _gate = new FirstFrameGate(
        new LivePushOptions { SmallFirstFrame = 10, FirstFramesBytes = 100, SlowFirstFramesBytes = 150, FirstFramesWaiting = 2 }, _time);

    [Fact]
    public async Task Frames_GoInOrderAndWithinTheBudget()
    {
        var (first, second) = (Enter(60), Enter(40));
        var (third, fourth) = (Enter(50), Enter(40));
        (first.IsCompleted, second.IsCompleted, third.IsCompleted, fourth.IsCompleted).Should().Be((true, true, false, false));
        (await second).Dispose();
        fourth.IsCompleted.Should().BeFalse("whoever came first goes first");
        (await first).Dispose();
        (await third).Dispose();
        (await fourth).Dispose();
        _gate.Waiting.Should().Be(0);
    }

    [Fact]
    public async Task SmallFrame_WaitsForNobody()
    {
        await Enter(100);
        (await Enter(10)).Dispose();
        _gate.Waiting.Should().Be(0);
    }

    [Fact]
    public async Task FrameLargerThanTheBudget_GoesAlone()
    {
        var (large, next) = (Enter(5000), Enter(20));
        next.IsCompleted.Should().BeFalse();
        (await large).Dispose();
        (await next).Dispose();
    }

    [Fact]
    public async Task ClientThatGivesUp_MakesRoomForTheOneBehindIt()
    {
        var first = await Enter(60);
        using var impatient = new CancellationTokenSource();
        var given = _gate.EnterAsync(90, impatient.Token).AsTask();
        var next = Enter(40);
        next.IsCompleted.Should().BeFalse();
        await impatient.CancelAsync();
        await given.Invoking(g => g).Should().ThrowAsync<OperationCanceledException>();
        (await next).Dispose();
        first.Dispose();
        (await Enter(100)).Dispose();
    }

    [Fact]
    public async Task SlowLines_MakeRoom_UntilTheirOwnBudgetIsUsed()
    {
        await Enter(100);
        var second = Enter(100);
        second.IsCompleted.Should().BeFalse();
        Pass();
        await second;

        // Both are slow now: 50 of their 200 bytes are over, and count with the quick ones.
        Pass();
        var (third, fourth) = (Enter(60), Enter(50));
        _gate.Review();
        third.IsCompleted.Should().BeFalse();
        fourth.IsCompleted.Should().BeFalse();
        _gate.IsCrowded.Should().BeTrue();
    }

    private void Pass()
    {
        _time.Advance(TimeSpan.FromSeconds(2));
        _gate.Review();
    }

    private Task<FirstFrameGate.Pass> Enter(long bytes) => _gate.EnterAsync(bytes, default).AsTask();
}
