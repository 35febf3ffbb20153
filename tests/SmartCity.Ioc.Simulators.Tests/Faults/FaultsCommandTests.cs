using System.Text.Json;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.Faults;

public class FaultsCommandTests
{
    private static readonly string[] Calm = ["faults", "city", "--dry-run", "--devices", "20", "--calm"];

    [Fact]
    public async Task SameSeed_GivesTheSameBytesAndAnotherSeedOthers()
    {
        string[] faults = ["--fault", "loss:p=0.2", "--fault", "duplicate:p=0.2", "--fault", "delay:by=2s,jitter=3s", "--fault", "corrupt:p=0.1"];

        var one = await Sim.RunAsync([.. Calm, .. faults]);
        var again = await Sim.RunAsync([.. Calm, .. faults]);
        var other = await Sim.RunAsync([.. Calm, .. faults, "--seed", "2"]);

        one.ExitCode.Should().Be(0);
        again.Output.Should().Be(one.Output);
        other.Output.Should().NotBe(one.Output);
    }

    [Fact]
    public async Task TruthFile_SaysWhatWasInjectedWhereAndWhen()
    {
        using var folder = new TemporaryFolder();
        var truth = Path.Combine(folder.Path, "truth.jsonl");

        await Sim.RunAsync([.. Calm, "--truth", truth, "--fault", "frozen:device=cam-*,from=10s,for=20s", "--fault", "power-cut:zone=vung-tau,from=30s"]);

        var lines = (await File.ReadAllLinesAsync(truth)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        lines.Count(line => line.GetProperty("fault").GetString() == "power-cut").Should().Be(1);
        var frozen = lines.First(line => line.GetProperty("fault").GetString() == "frozen");
        frozen.GetProperty("device").GetString().Should().StartWith("cam-");
        frozen.GetProperty("parameters").GetProperty("metric").GetString().Should().Be("*");
        (frozen.GetProperty("to").GetInt64() - frozen.GetProperty("from").GetInt64()).Should().BeInRange(15_000, 20_000);
    }

    [Fact]
    public async Task Script_StacksItsFaultsOnARecording()
    {
        using var folder = new TemporaryFolder();
        var capture = Path.Combine(folder.Path, "capture.jsonl");
        await File.WriteAllLinesAsync(capture, Enumerable.Range(0, 10).Select(i =>
            $$"""{"at":{{1_767_571_200_000 + (i * 1000)}},"topic":"ioc/v1/z/air/a-1","payload":"{\"ts\":{{1_767_571_200_000 + (i * 1000)}},\"seq\":{{i}},\"pm25\":{{i}}}"}"""));
        var script = Path.Combine(folder.Path, "script.yaml");
        await File.WriteAllTextAsync(script, """
            faults:
              - {fault: frozen, device: a-1, from: 2s, for: 3s, metric: pm25}
              - {fault: duplicate, p: 1, from: 8s}
            """);

        var run = await Sim.RunAsync("faults", capture, "--script", script, "--dry-run");

        run.ExitCode.Should().Be(0);
        run.Lines.Select(line => JsonDocument.Parse(line).RootElement.GetProperty("payload").GetProperty("pm25").GetInt32())
            .Should().Equal(0, 1, 2, 2, 2, 5, 6, 7, 8, 8, 9, 9);
    }

    [Theory]
    [InlineData("frost", "no fault is called 'frost'")]
    [InlineData("loss:p=2", "'2' can not stand for p")]
    [InlineData("loss:q=1", "loss has no 'q'")]
    [InlineData("power-cut:from=5s", "power-cut needs zone=ID")]
    [InlineData("delay:by=-5s", "'-5s' can not stand for by")]
    public async Task Fault_ThatIsWrong_IsRefusedWithWhatMayStandThere(string fault, string message)
    {
        var run = await Sim.RunAsync([.. Calm, "--fault", fault]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(message);
    }

    [Fact]
    public async Task NoFault_IsAMistake()
    {
        var run = await Sim.RunAsync(Calm);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("no fault is given");
    }
}
