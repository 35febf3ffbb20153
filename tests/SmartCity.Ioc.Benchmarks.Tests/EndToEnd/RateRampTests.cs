using SmartCity.Ioc.Benchmarks.EndToEnd;

namespace SmartCity.Ioc.Benchmarks.Tests.EndToEnd;

public sealed class RateRampTests
{
    [Theory]
    [InlineData(35_000)]
    [InlineData(10_000)]
    [InlineData(9_999)]
    [InlineData(160_001)]
    [InlineData(200)]
    public void Ramp_ToALimit_EndsLessThanASixthBelowIt(int limit)
    {
        var (ramp, tried) = Climb(limit);

        ramp.Highest.Should().BeInRange((int)(limit / 1.16), limit);
        tried.Should().HaveCountLessThan(14).And.OnlyHaveUniqueItems();
    }

    [Fact]
    public void Ramp_WithoutALimit_EndsAtTheMost()
    {
        var (ramp, tried) = Climb(int.MaxValue);

        ramp.Highest.Should().Be(500_000);
        tried.Should().Equal(10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 500_000);
    }

    [Fact]
    public void Ramp_OnWhatBearsNothing_Ends()
    {
        var (ramp, _) = Climb(0);

        ramp.Highest.Should().Be(0);
    }

    private static (RateRamp Ramp, List<int> Tried) Climb(int limit)
    {
        var ramp = new RateRamp(10_000, 500_000);
        var tried = new List<int>();
        while (ramp.Next is { } rate)
        {
            tried.Add(rate);
            ramp.Tried(rate <= limit);
        }

        return (ramp, tried);
    }
}
