using SmartCity.Ioc.Benchmarks.EndToEnd;

namespace SmartCity.Ioc.Benchmarks.Tests.EndToEnd;

public sealed class ThreadTimesTests
{
    [Fact]
    public void Parse_ANameWithBlanksAndParentheses_IsReadWhole()
    {
        var (name, used) = ThreadTimes.Parse("42 (.NET (TP) Worker) S 1 2 3 0 -1 4194304 10 0 0 0 150 25 0 0 20 0 12 0 99");

        name.Should().Be(".NET (TP) Worker");
        used.Should().Be(new ThreadTime(TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(0.25)));
    }

    [Theory]
    [InlineData(0.5, 5)]
    [InlineData(0.99, 10)]
    [InlineData(1, 10)]
    [InlineData(0, 1)]
    public void Latencies_AtAShare_AreByNearestRank(double share, double expected) =>
        new Latencies([3, 1, 2, 5, 4, 10, 9, 8, 7, 6]).At(share).Should().Be(expected);

    [Fact]
    public void Latencies_OfNone_AreNotANumber() => new Latencies([]).At(0.5).Should().Be(double.NaN);
}
