using FsCheck;
using FsCheck.Fluent;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Core.Tests.Quality;

public class IntervalMemoryTests
{
    private IntervalMemory _memory;

    [Theory]
    [InlineData(1, 240)]
    [InlineData(10, 24)]
    [InlineData(60, 12)]
    [InlineData(900, 6)]
    [InlineData(3600, 6)]
    [InlineData(86400, 6)]
    public void EvenGaps_AreLearnedAfterSoMany(double seconds, int gaps)
    {
        Add(gaps - 1, seconds);
        _memory.Learned.Should().BeNull();

        Add(1, seconds);
        _memory.Learned.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Fact]
    public void Jitter_DoesNotShowInARoundInterval()
    {
        var random = new Random(5);
        for (var i = 0; i < 40; i++)
        {
            Add(1, 60 + ((random.NextDouble() - 0.5) * 4));
        }

        _memory.Learned.Should().Be(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Loss_UpToATwoFifths_TeachesTheSame() => Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
    {
        _memory = default;
        var random = new Random(seed);
        for (var i = 0; i < 400; i++)
        {
            var missed = 1;
            while (random.NextDouble() < 0.35)
            {
                missed++;
            }

            Add(1, 20 * missed);
        }

        _memory.Learned.Should().Be(TimeSpan.FromSeconds(20));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void ADeviceThatSpeaksByChance_TeachesNothing()
    {
        var random = new Random(7);
        for (var i = 0; i < 2000; i++)
        {
            Add(1, -Math.Log(1 - random.NextDouble()) * 30);
            _memory.Learned.Should().BeNull();
        }
    }

    [Fact]
    public void BurstsAndOutages_AreNoGapsOfItsPace()
    {
        Add(20, 60);
        Add(500, 0.01);
        Add(3, 200_000);

        _memory.Learned.Should().Be(TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void AnotherPace_IsLearnedInsteadAfterAWhile()
    {
        Add(12, 60);
        Add(12, 900);
        _memory.Learned.Should().Be(TimeSpan.FromSeconds(60), "the votes are used up, but nothing else is known");

        Add(1, 900);
        _memory.Learned.Should().BeNull();
        Add(5, 900);
        _memory.Learned.Should().Be(TimeSpan.FromSeconds(900));
    }

    private void Add(int gaps, double seconds)
    {
        for (var i = 0; i < gaps; i++)
        {
            _memory.Add((long)(seconds * 1e9));
        }
    }
}
