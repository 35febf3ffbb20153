using Microsoft.Extensions.Configuration;
using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Host.Tests.Settings;

public sealed class SettingsCheckTests
{
    [Theory]
    [InlineData("Ioc:Mqtt:Listener:Port", "1884")]
    [InlineData("Ioc:Mqtt:Brokers:0:Topics:3", "ioc/v1/#")]
    [InlineData("Ioc:Pipeline:Windows", "10s,1m")]
    [InlineData("Ioc:TimeSeries:KeepReadings", "90d")]
    [InlineData("Ioc:TimeSeries:KeepReadings", "90.00:00:00")]
    [InlineData("Ioc:Auth:ApiKeys:12:Zones:0", "vung-tau")]
    [InlineData("ioc:http:port", "8081")]
    [InlineData("Logging:LogLevel:Default", "Warning")]
    public void Check_KnownKeyWithAFittingValue_HasNothingToSay(string key, string value) =>
        SettingsCheck.FirstError(With(key, value)).Should().BeNull();

    [Theory]
    [InlineData("Ioc:Mqtt:Listener:Prot", "1", "Ioc:Mqtt:Listener:Prot is not a setting; did you mean Ioc:Mqtt:Listener:Port?")]
    [InlineData("Ioc:Prot", "1", "Ioc:Prot is not a setting.")]
    [InlineData("Ioc:Mqtt:Listner:Port", "1", "did you mean Ioc:Mqtt:Listener:Port?")]
    [InlineData("Ioc:Mqtt:Listener:Bogus", "1", "Ioc:Mqtt:Listener:Bogus is not a setting.")]
    [InlineData("Ioc:Mqtt:Brokers:0:Port", "1", "Ioc:Mqtt:Brokers:0:Port is not a setting")]
    [InlineData("Ioc:Listener:Port", "1", "did you mean Ioc:Http:Port?")]
    [InlineData("Ioc:Http:Port", "http", "Ioc:Http:Port is 'http', but must be a port")]
    [InlineData("Ioc:Http:Port", "65536", "Ioc:Http:Port is '65536', but must be a port")]
    [InlineData("Ioc:Mqtt:Listener:Enabled", "yes", "true or false")]
    [InlineData("Ioc:Ingest:Tick", "soon", "a duration such as 30s")]
    [InlineData("Ioc:Pipeline:Windows", "10s,x", "durations such as 10s,1m")]
    [InlineData("Ioc:InfluxDb:Url", "localhost", "an absolute URL")]
    [InlineData("Ioc:Registry:MaxDevices", "-1", "a whole number")]
    public void Check_WrongKeyOrValue_IsNamedInOneLine(string key, string value, string expected) =>
        SettingsCheck.FirstError(With(key, value)).Should().Contain(expected).And.NotContain("\n");

    [Fact]
    public void NormalizeDurations_UnitForm_BecomesTheBindersForm()
    {
        var configuration = With("Ioc:TimeSeries:BatchAge", "250ms");
        SettingsCheck.NormalizeDurations(configuration);
        configuration["Ioc:TimeSeries:BatchAge"].Should().Be("00:00:00.2500000");
    }

    [Fact]
    public void Reference_NamesEverySettingAndNoOther()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "settings.md"));
        var named = System.Text.RegularExpressions.Regex.Matches(page, @"^\| `Ioc:([^`]+)`", System.Text.RegularExpressions.RegexOptions.Multiline)
            .Select(match => match.Groups[1].Value);
        named.Should().BeEquivalentTo(KnownSettings.All.Keys.Select(key => key.Replace("*", "N", StringComparison.Ordinal)));
    }

    private static IConfigurationRoot With(string key, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(key, value)]).Build();
}
