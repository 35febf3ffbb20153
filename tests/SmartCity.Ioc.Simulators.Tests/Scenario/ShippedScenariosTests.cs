namespace SmartCity.Ioc.Simulators.Tests.Scenario;

public class ShippedScenariosTests
{
    public static TheoryData<string> Shipped => [.. ShippedFiles.Scenarios().Select(folder => Path.GetFileName(folder)!)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public async Task Scenario_Played_IsAsExpected(string name)
    {
        var run = await Sim.RunAsync("scenario", "run", name);

        run.ExitCode.Should().Be(0, run.Output + run.Error);
    }

    [Fact]
    public void Scenarios_AreAtLeastTen()
    {
        ShippedFiles.Scenarios().Should().HaveCountGreaterThanOrEqualTo(10);
    }
}
