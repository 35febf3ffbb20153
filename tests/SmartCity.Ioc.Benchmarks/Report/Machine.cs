using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Benchmarks.Report;

/// <summary>What the figures were measured on, and when.</summary>
/// <param name="LoadAverage">Of the minute before: above zero, others were working too.</param>
internal sealed record Machine(DateTimeOffset StartedAt, string Processor, int Cores, string System, string Runtime, double LoadAverage)
{
    public static Machine Describe(TimeProvider time) => new(
        time.GetUtcNow(), ProcessorName(), Environment.ProcessorCount, RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription, ReadLoadAverage());

    private static string ProcessorName() =>
        ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static double ReadLoadAverage() => ReadLines("/proc/loadavg").FirstOrDefault() is { } line
        ? double.Parse(line.Split(' ')[0], global::System.Globalization.CultureInfo.InvariantCulture)
        : double.NaN;

    private static IEnumerable<string> ReadLines(string path) => File.Exists(path) ? File.ReadLines(path) : [];
}
