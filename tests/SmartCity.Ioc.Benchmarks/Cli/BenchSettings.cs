namespace SmartCity.Ioc.Benchmarks.Cli;

/// <summary>What a run of the benchmarks was asked for.</summary>
/// <param name="Filter">Only what has this in its name; null = everything that is not long.</param>
/// <param name="JsonFile">Where the report goes besides the table; null = nowhere.</param>
/// <param name="Rate">Messages a second of the end-to-end runs.</param>
/// <param name="WarmUp">Under load, before a measurement. Tiered compilation was seen to double a .NET program's processor time for its
/// first 25 s.</param>
/// <param name="Rounds">How often the end-to-end runs are made; each line is the median.</param>
/// <param name="Profile">Also by the server's threads.</param>
/// <param name="Server">Settings of the servers besides the runs' own, to try one.</param>
internal sealed record BenchSettings(
    bool Micro, bool EndToEnd, string? Filter, string? JsonFile, int Rate, int Connections, TimeSpan WarmUp, TimeSpan Duration, int Rounds,
    bool Profile, IReadOnlyList<string> Server)
{
    public string[] With(params string[] settings) => [.. settings, .. Server];

    public bool Selects(string name) => Filter is null || name.Contains(Filter, StringComparison.OrdinalIgnoreCase);
}
