using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Tests.City;

public sealed class DurationTextTests
{
    [Theory]
    [InlineData("250ms", 0.25)]
    [InlineData("10s", 10)]
    [InlineData("1.5s", 1.5)]
    [InlineData("5m", 300)]
    [InlineData("1h", 3600)]
    [InlineData("7d", 604800)]
    [InlineData("0s", 0)]
    public void Duration_WithUnit_IsRead(string text, double seconds)
    {
        DurationText.TryParse(text, out var duration).Should().BeTrue();
        duration.Should().Be(TimeSpan.FromSeconds(seconds));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("s")]
    [InlineData("-5s")]
    [InlineData("1,5s")]
    [InlineData("1..5s")]
    [InlineData("5 m")]
    [InlineData("5min")]
    [InlineData("1e9s")]
    [InlineData("9999999d")]
    public void Duration_OfAnyOtherShape_IsRefused(string text) => DurationText.TryParse(text, out _).Should().BeFalse();
}
