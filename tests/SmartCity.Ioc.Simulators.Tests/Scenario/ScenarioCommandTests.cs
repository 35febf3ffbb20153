using SmartCity.Ioc.Simulators.Scenario;
using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Simulators.Tests.Scenario;

public sealed class ScenarioCommandTests : IDisposable
{
    private const string Script = """
        name: {vi: Kim Long, en: Kim Long}
        city: hue
        start: 2025-11-17T00:00:00+07:00
        for: 4h
        signals:
          - {device: wat-71520, interval: 10m, metrics: {level: {0h: 0.8, 2h: 1.4}}}
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Update_WritesWhatCameAndTheNextRunAgrees()
    {
        await File.WriteAllTextAsync(_folder.Combine("script.yaml"), Script);

        (await Sim.RunAsync("scenario", "run", _folder.Path, "--update")).ExitCode.Should().Be(0);
        var run = await Sim.RunAsync("scenario", "run", _folder.Path);

        run.ExitCode.Should().Be(0, run.Output);
        (await File.ReadAllLinesAsync(_folder.Combine("expected.jsonl")))
            .Should().ContainMatch("*\"alert\":\"vn-flood-kim-long\"*\"action\":\"raised\"*").And.ContainMatch("*\"ledger\"*");
    }

    [Fact]
    public async Task Scenario_ThatCameOutOtherwise_FailsWithTheDifference()
    {
        await File.WriteAllTextAsync(_folder.Combine("script.yaml"), Script);
        await Sim.RunAsync("scenario", "run", _folder.Path, "--update");
        await File.WriteAllTextAsync(_folder.Combine("script.yaml"), Script.Replace("1.4", "0.9", StringComparison.Ordinal));

        var run = await Sim.RunAsync("scenario", "run", _folder.Path);

        run.ExitCode.Should().Be(1);
        run.Output.Should().Contain("FAILED").And.MatchRegex("(?m)^  - .*vn-flood-kim-long");
    }

    [Fact]
    public async Task Script_WithAMistake_IsNamedWithItsLine()
    {
        await File.WriteAllTextAsync(_folder.Combine("script.yaml"), Script.Replace("wat-71520", "wat-1", StringComparison.Ordinal));

        var run = await Sim.RunAsync("scenario", "run", _folder.Path);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("script.yaml:6").And.Contain("the city has no device 'wat-1'");
    }

    [Fact]
    public void Difference_NamesWhatIsMissingAndWhatIsTooMuchInOrder()
    {
        LineDifference.Between(["a", "b", "c", "d"], ["a", "c", "x", "d"]).Should().Equal("- b", "+ x");
        LineDifference.Between(["a"], ["a"]).Should().BeEmpty();
        LineDifference.Between([], ["a"]).Should().Equal("+ a");
    }
}
