using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Core.Tests.Pipeline;

public class PipelineOptionsTests
{
    [Fact]
    public void Settings_AllGiven_AreRead()
    {
        var options = Parse(("Windows", "5s, 30s,5m"), ("AllowedLateness", "1m"), ("CorrectionHorizon", "2h"), ("Clock", "data"));

        options.Windows.Should().Equal(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5));
        options.Should().BeEquivalentTo(new
        {
            AllowedLateness = TimeSpan.FromMinutes(1),
            CorrectionHorizon = TimeSpan.FromHours(2),
            Clock = ClockSource.Data,
        });
    }

    [Fact]
    public void Settings_NoneGiven_AreTheDefaults() => Parse().Should().BeEquivalentTo(new PipelineOptions());

    [Theory]
    [InlineData("Windows", "")]
    [InlineData("Windows", "10s,25s")]
    [InlineData("Windows", "1m,10s")]
    [InlineData("Windows", "100ms")]
    [InlineData("Windows", "7m")]
    [InlineData("Windows", "15m")]
    [InlineData("AllowedLateness", "soon")]
    [InlineData("AllowedLateness", "2h")]
    [InlineData("CorrectionHorizon", "8d")]
    [InlineData("Clock", "gps")]
    [InlineData("ClosedWindows", "-1")]
    public void Setting_Wrong_IsNamed(string key, string value)
    {
        var parse = () => Parse((key, value));

        parse.Should().Throw<FormatException>().WithMessage($"Ioc:Pipeline:{key} is '*': *.");
    }

    private static PipelineOptions Parse(params (string Key, string Value)[] settings)
    {
        var map = settings.ToDictionary(setting => setting.Key, setting => setting.Value, StringComparer.Ordinal);
        return PipelineOptions.Parse(map.GetValueOrDefault);
    }
}
