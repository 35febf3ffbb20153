using SmartCity.Ioc.Core.Tests.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Quality;

public sealed class DeliveryFaultTests : IDisposable
{
    private readonly PipelineRun _run = new(SmallCity.Create());

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Gap_IsLossOnlyWhenNothingStraggles()
    {
        Say(101);
        Say(103);
        _run.Quality("cam-1").Faults.Should().BeEmpty();
        _run.Feed(Frame(104, 102, 102));
        Say(104);
        _run.Quality("cam-1").Faults.Should().Equal("reordered");

        Say(200);
        for (var i = 202; i < 215; i++)
        {
            Say(i);
        }

        _run.Quality("cam-1").Faults.Should().Equal("loss");
    }

    [Fact]
    public void Messages_ThatTravelLong_AreDelayedAndTheClockIsRight()
    {
        for (var i = 0; i < 20; i++)
        {
            Say(i);
        }

        for (var i = 20; i < 40; i++)
        {
            _run.Feed(Frame(i + 45, i, (ulong)i));
        }

        _run.Quality("cam-1").Faults.Should().Equal("delayed");
    }

    [Fact]
    public void Clock_SetBack_IsSkewedAtOnceThoughItsTimesAreOlderThanTheNewest()
    {
        for (var i = 0; i < 100; i++)
        {
            Say(i);
        }

        for (var i = 100; i < 106; i++)
        {
            _run.Feed(Frame(i, i - 60, (ulong)i));
        }

        _run.Quality("cam-1").Faults.Should().Equal("skewed");
    }

    [Fact]
    public void Faults_RestoredFromACheckpoint_AreTheSame()
    {
        Say(101);
        Say(101);
        Say(101);
        _run.Pipeline.OnReject(2, QuarantineReason.MalformedPayload, PipelineRun.Nanos(101_000));
        var before = _run.Quality("cam-1").Faults;

        _run.Restart(_run.Save(), _run.Log.Count);

        before.Should().Equal("duplicates", "corrupt");
        _run.Quality("cam-1").Faults.Should().Equal(before);
    }

    private void Say(long second) => _run.Feed(Frame(second, second, (ulong)second));

    private static Frame Frame(long arrival, long second, ulong sequence) =>
        new(arrival * 1000, new Say("cam-1", second * 1000, arrival * 1000, sequence, MessageMarks.None, ("speed", 10 + (sequence % 7))));
}
