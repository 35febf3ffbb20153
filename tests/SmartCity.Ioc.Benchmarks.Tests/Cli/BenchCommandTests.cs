using SmartCity.Ioc.Benchmarks.Cli;

namespace SmartCity.Ioc.Benchmarks.Tests.Cli;

public sealed class BenchCommandTests
{
    [Fact]
    public async Task Run_WithoutArguments_MeasuresBothParts()
    {
        var (code, settings, _, _) = await RunAsync();

        code.Should().Be(0);
        settings.Should().BeEquivalentTo(new { Micro = true, EndToEnd = true, Filter = (string?)null, JsonFile = (string?)null, Rate = 10_000, Connections = 1000 });
    }

    [Theory]
    [InlineData("--micro", true, false)]
    [InlineData("--end-to-end", false, true)]
    public async Task Run_WithOnePartNamed_MeasuresThatOneOnly(string option, bool micro, bool endToEnd)
    {
        var (_, settings, _, _) = await RunAsync(option);

        settings!.Micro.Should().Be(micro);
        settings.EndToEnd.Should().Be(endToEnd);
    }

    [Fact]
    public async Task Run_WithOptions_HandsThemOn()
    {
        var (_, settings, _, _) = await RunAsync(
            "--json", "out.json", "--filter", "codec", "--rate", "500", "--connections", "3", "--warm-up", "1", "--duration", "2", "--rounds", "5", "--profile",
            "--server", "Ioc:Ingest:Coalesce=2ms");

        settings.Should().BeEquivalentTo(new BenchSettings(
            true, true, "codec", "out.json", 500, 3, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2), 5, true, ["--Ioc:Ingest:Coalesce=2ms"]));
    }

    [Fact]
    public async Task List_WithAFilter_NamesWhatItSelectsAndMeasuresNothing()
    {
        var (code, settings, output, _) = await RunAsync("--list", "--filter", "DecodePub");

        code.Should().Be(0);
        settings.Should().BeNull();
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Should().Equal(
            "MqttCodecBenchmarks.DecodePublish", "MqttCodecBenchmarks.DecodePublishWithProperties", "MqttCodecBenchmarks.DecodePubAck");
    }

    [Fact]
    public async Task List_OfTheEndToEndRuns_HasTheYardstickFirst()
    {
        var (_, _, output, _) = await RunAsync("--list", "--end-to-end");

        output.Should().StartWith("mosquitto\n").And.Contain("embedded-qos1\n").And.NotContain("Benchmarks.");
    }

    [Theory]
    [InlineData("--rate", "0")]
    [InlineData("--rate", "fast")]
    [InlineData("--connections", "20001")]
    [InlineData("--warm", "1")]
    [InlineData("--filter", "no such name")]
    public async Task Run_WithAWrongArgument_IsRefusedInOneLineThatNamesIt(string option, string value)
    {
        var (code, settings, _, error) = await RunAsync(option, value);

        code.Should().Be(2);
        settings.Should().BeNull();
        error.Should().StartWith("bench: ").And.ContainAny(option, value);
    }

    private static async Task<(int Code, BenchSettings? Settings, string Output, string Error)> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        BenchSettings? seen = null;
        var code = await BenchCommand.RunAsync(args, output, error, (settings, _) =>
        {
            seen = settings;
            return Task.FromResult(0);
        });
        return (code, seen, output.ToString(), error.ToString());
    }
}
