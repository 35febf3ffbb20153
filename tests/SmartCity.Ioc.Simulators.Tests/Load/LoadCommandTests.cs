using System.Text.Json;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Simulators.Tests.Load;

public sealed class LoadCommandTests
{
    [SkippableFact]
    public async Task Load_SentToMosquitto_ReportsWhatItSentAndWhatItCost()
    {
        await using var broker = await MosquittoServer.StartAsync();

        var result = await Sim.RunAsync(
            "load", "--broker", broker.Url, "--rate", "500", "--qos", "1", "--connections", "5", "--duration", "500ms");

        result.ExitCode.Should().Be(ExitCode.Done, "it said: {0}", result.Error);
        var report = JsonDocument.Parse(result.Lines[^1]).RootElement;
        report.GetProperty("messages").GetInt64().Should().BeGreaterThan(0);
        report.GetProperty("cpuMicrosPerMessage").GetDouble().Should().BeGreaterThan(0);
    }

    [Theory]
    [InlineData("--rate", "fast")]
    [InlineData("--size", "10")]
    [InlineData("--zone", "Vũng Tàu")]
    [InlineData("--devices", "-1")]
    public async Task Option_OutOfItsRange_ExitsWith2AndIsNamed(string option, string value)
    {
        var result = await Sim.RunAsync("load", "--dry-run", option, value);

        result.ExitCode.Should().Be(ExitCode.Usage);
        result.Error.Should().Contain(option);
    }
}
