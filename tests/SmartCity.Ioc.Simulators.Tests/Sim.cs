namespace SmartCity.Ioc.Simulators.Tests;

/// <summary>Runs the program's commands in this process, as a user would.</summary>
internal static class Sim
{
    public static async Task<SimResult> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await SimulatorCli.RunAsync(args, output, error);
        return new SimResult(code, output.ToString(), error.ToString());
    }
}

internal sealed record SimResult(int ExitCode, string Output, string Error)
{
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
