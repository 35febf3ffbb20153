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
    public void NumbersOfMessagesThatWerePutAside_AreNotLost_ButThoseBesideThemAre()
    {
        _run.Registry.TryFindDevice("cam-1", out var index);
        for (var i = 0; i < 60; i++)
        {
            if (i % 3 == 1)
            {
                _run.Pipeline.OnReject(index, QuarantineReason.OutOfRange, PipelineRun.Nanos(i * 1000));
                _run.Restart(_run.Save(), _run.Log.Count);
            }
            else
            {
                Say(i);
            }
        }

        Say(60);
        _run.Quality("cam-1").Faults.Should().Equal("out-of-range");

        _run.Pipeline.OnReject(index, QuarantineReason.OutOfRange, PipelineRun.Nanos(61_000));
        for (var i = 63; i < 80; i++)
        {
            Say(i);
        }

        _run.Quality("cam-1").Faults.Should().Contain("loss", "one of the two did not come at all");
    }

    [Fact]
    public void NumbersOfMessagesThatWerePutAside_AreNeitherCountedAsLostNorAsRecoveredWhenTheyAreDrivenAgain()
    {
        _run.Registry.TryFindDevice("cam-1", out var index);
        Say(0);
        Reject(1);
        Say(2);
        Counts().Should().Be((0, 0));
        _run.Quality("cam-1").Counts.Lost.Should().Be(0);

        _run.Restart(_run.Save(), _run.Log.Count);
        Say(100);
        Counts().Should().Be((97, 0));
        _run.Feed(new Frame(101_000, new Say("cam-1", 1_000, 101_000, 1, MessageMarks.Historical, ("speed", 30))));
        Counts().Should().Be((97, 0), "it came before, and not from among those that are missing");

        _run.Feed(Frame(102, 50, 50));
        Counts().Should().Be((97, 1));

        // Three numbers, of which one was here.
        Say(103);
        Reject(104);
        Say(107);
        Counts().Should().Be((101, 1), "101 and 102 came before in no message, and of 104 to 106 two did not come");
        _run.Quality("cam-1").Counts.Lost.Should().Be(100);

        // The server begins after a restart of the device whose first message is put aside.
        Reject(108);
        _run.Feed(Frame(109, 109, 1));
        Counts().Should().Be((101, 1));

        void Reject(long second) => _run.Pipeline.OnReject(index, QuarantineReason.OutOfRange, PipelineRun.Nanos(second * 1000));

        (long Lost, long Recovered) Counts()
        {
            var messages = _run.Ledger.Snapshot().Messages;
            return (messages.Lost, messages.Recovered);
        }
    }

    [Theory]
    [InlineData("loss")]
    [InlineData("duplicates")]
    [InlineData("reordered")]
    [InlineData("restarted")]
    [InlineData("delayed")]
    [InlineData("skewed")]
    [InlineData("silent")]
    [InlineData("corrupt")]
    [InlineData("flood")]
    public void FaultOfAnHourlyDevice_IsNamedWithinSixOfItsIntervals_AndNoneBefore(string fault)
    {
        const int Hour = 3_600_000;
        var index = _run.Registry.Register("e2", "air", "hourly", TimeSpan.FromMinutes(1)).Index;
        ulong seq = 0;
        var named = new List<string>();
        for (var hour = 0; hour < 54; hour++)
        {
            // Two days and six hours; the fault begins after the days.
            var (at, isFaulty) = ((long)hour * Hour, hour >= 48);
            seq = isFaulty && fault == "restarted" && hour == 48 ? 0 : seq;
            Say[] said = (fault, isFaulty) switch
            {
                ("loss", true) when hour % 2 == 1 => [],
                ("silent", true) => [],
                ("duplicates", true) => [Of(at, seq), Of(at, seq)],
                ("reordered", true) when hour == 49 => [],
                ("reordered", true) when hour == 50 => [Of(at, seq), Of(at - Hour, seq - 1) with { ReceivedMs = at }],
                ("delayed", true) => [Of(at, seq) with { ReceivedMs = at + 60_000 }],
                ("skewed", true) => [Of(at - 120_000, seq) with { ReceivedMs = at }],
                ("flood", true) => [.. Enumerable.Range(0, 200).Select(i => Of(at + i, seq++))],
                _ => [Of(at, seq)],
            };
            seq++;
            _run.Feed(new Frame(fault == "delayed" && isFaulty ? at + 60_000 : at, said));
            if (isFaulty && fault == "corrupt")
            {
                _run.Pipeline.OnReject(index, QuarantineReason.MalformedPayload, PipelineRun.Nanos(at));
            }

            foreach (var later in new[] { 61_000, 1_200_000, 2_400_000 })
            {
                _run.Feed(new Frame(at + later));
                var faults = _run.Quality("hourly").Faults;
                if (!isFaulty && hour >= 6)
                {
                    faults.Should().BeEmpty("nothing is wrong in hour {0}", hour);
                }
                else if (isFaulty && hour == 53)
                {
                    named.AddRange(faults);
                }
            }
        }

        // In the sixth hour at any moment at which one looks.
        named.Count(word => word == fault).Should().Be(3, "they are {0}", string.Join(' ', named));

        static Say Of(long ms, ulong seq) => new("hourly", ms, ms, seq, MessageMarks.None, ("pm25", seq % 17 * 1.3), ("temp", seq % 11));
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
