using System.Globalization;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>What a server of a given size takes: the figures behind "Sizes" in docs/operations.md. Every device speaks each ten seconds, two metrics in
/// 200 bytes at QoS 0; everything is on, each reading is stored in SQLite.</summary>
internal sealed class SizeRuns(BenchSettings settings, BenchReport report)
{
    private const string Group = "end to end: sizes by devices and rate";
    private const double MiB = 1024 * 1024;
    private const int SecondsApart = 10;
    private const int MostConnections = 1000;

    private static readonly int[] Devices = [1_000, 10_000, 50_000, 100_000];

    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var devices in Devices)
        {
            await using var server = await IocServer.StartAsync(settings.With());
            var rate = devices / SecondsApart;

            // All have spoken twice before it begins.
            var warmUp = settings.WarmUp + TimeSpan.FromSeconds(2 * SecondsApart);
            await using var load = LoadProcess.Start(
                server.MqttUrl, rate, 0, Math.Min(MostConnections, devices / 10), devices, warmUp + (2 * settings.Duration));
            var window = await Window.MeasureAsync(
                warmUp, settings.Duration, load, [Watched.Of(server)], async token => (await server.LedgerAsync(token)).Received, cancellation);
            var ledger = await server.LedgerAsync(cancellation);
            Add(devices, rate, "memory", server.ResidentBytes() / MiB, "MiB", "resident, with what the heap keeps free");
            Add(devices, rate, "processor", 100 * window.MicrosPerMessage[0] * window.Rate / 1e6, "% of a core", null);
            Add(devices, rate, "inputs", BytesOf(server, "inputs") / (double)ledger.Received, "B/message", "on disk for Ioc:Journal:Keep");
            Add(devices, rate, "history", BytesOf(server, "history.db*") / (double)ledger.Accepted, "B/message", "readings, windows and the WAL");
            Add(devices, rate, "a checkpoint", BytesOf(server, "checkpoints") / MiB, "MiB", "all that are kept");
        }
    }

    private static long BytesOf(IocServer server, string what) => Path.Combine(server.Data, what) is var path && Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(Length)
        : new DirectoryInfo(server.Data).EnumerateFiles(what).Sum(Length);

    // A file may go while it is looked at.
    private static long Length(FileInfo file) => file.Exists ? file.Length : 0;

    private void Add(int devices, int rate, string what, double value, string unit, string? note)
    {
        var first = devices == Devices[0];
        report.Add(new Measurement(Group, Name(devices, rate, what), value, unit) { IsYardstick = first, Note = note }
            .Against(first ? null : report.Find(Group, Name(Devices[0], Devices[0] / SecondsApart, what))));
    }

    private static string Name(int devices, int rate, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"{devices:N0} devices, {rate:N0} messages/s: {what}");
}
