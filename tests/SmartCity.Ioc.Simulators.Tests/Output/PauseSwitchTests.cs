using SmartCity.Ioc.Simulators.Output;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Simulators.Tests.Output;

public sealed class PauseSwitchTests
{
    [Fact]
    public async Task Pace_WhileItIsHeld_WaitsAndIsLaterByThat()
    {
        var time = new ManualTimeProvider();
        using var pause = new PauseSwitch(listens: false);
        var pace = new Pace(time);
        pause.Toggle();

        var waiting = pace.WaitAsync(TimeSpan.Zero, pause, new DryRunSink(TextWriter.Null), default).AsTask();
        time.Advance(TimeSpan.FromSeconds(10));
        waiting.IsCompleted.Should().BeFalse();
        pause.Toggle();
        await waiting;

        pace.Held.Should().Be(TimeSpan.FromSeconds(10));
    }
}
