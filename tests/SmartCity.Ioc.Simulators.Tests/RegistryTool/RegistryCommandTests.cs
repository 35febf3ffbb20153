using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Simulators.Tests.RegistryTool;

public class RegistryCommandTests
{
    [Fact]
    public async Task File_OfAnotherSort_IsAMistake()
    {
        var run = await Sim.RunAsync("registry", "export", "devices.xlsx");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("must end in .csv or .geojson");
    }

    [Fact]
    public async Task Server_ThatIsNotThere_ExitsWith3()
    {
        using var folder = new TemporaryFolder();

        var run = await Sim.RunAsync("registry", "export", folder.Combine("devices.csv"), "--server", $"http://127.0.0.1:{SparePort.Next()}");

        run.ExitCode.Should().Be(3);
        run.Error.Should().Contain("can not be reached");
    }

    [Fact]
    public async Task File_ThatIsNotThere_ExitsWith1()
    {
        (await Sim.RunAsync("registry", "import", "/nowhere/devices.csv")).ExitCode.Should().Be(1);
    }
}
