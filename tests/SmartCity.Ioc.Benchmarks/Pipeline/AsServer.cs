using System.Diagnostics;
using System.Globalization;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>
/// Measurements in a process of their own, from this same program, whose code is compiled as the server's is: in tiers, and the hot part once more
/// by what it was seen to do. The rest of this program is optimized at once and without that, which costs a message a third more.
/// </summary>
internal static class AsServer
{
    /// <summary>The first argument of such a process.</summary>
    public const string Name = "as-server";

    private static readonly Dictionary<string, Func<string[], double[]>> Measurements = new()
    {
        [PathTimes.Part] = PathTimes.Measure,
        [ReplayRuns.Part] = ReplayRuns.Measure,
    };

    /// <summary>Starts the process and waits for its figures.</summary>
    /// <exception cref="InvalidOperationException">It failed; its errors went to this process's.</exception>
    public static double[] Run(string measurement, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(AsServer).Assembly.Location, Name, measurement, .. args]) { RedirectStandardOutput = true };
        start.Environment["DOTNET_TieredCompilation"] = "1";
        start.Environment["DOTNET_TieredPGO"] = "1";
        using var process = Process.Start(start) ?? throw new InvalidOperationException("dotnet did not start.");
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? [.. output.Split(' ').Select(figure => double.Parse(figure, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"{measurement} ended with exit code {process.ExitCode}.");
    }

    /// <summary>Is the process.</summary>
    public static void Be(string measurement, string[] args, TextWriter output) =>
        output.Write(string.Join(' ', Measurements[measurement](args).Select(figure => figure.ToString("R", CultureInfo.InvariantCulture))));
}
