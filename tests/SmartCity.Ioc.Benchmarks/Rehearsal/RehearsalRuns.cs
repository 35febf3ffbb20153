using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Rehearsal;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Benchmarks.Rehearsal;

/// <summary>
/// A month of 300 devices, a message of two metrics a minute each (13 million messages), gone over with seven rules: from SQLite, and from a
/// server's journal of inputs. The time is that of the rehearsal alone; to make the month takes longer, so these run only when a filter names
/// them.
/// </summary>
internal static class RehearsalRuns
{
    private const string Group = "rehearsal of a month of 300 devices";
    private const int Devices = 300;
    private const int Days = 30;
    private const long Minute = 60_000_000_000;
    private const long Start = 1_780_272_000_000_000_000;
    private const long End = Start + (Days * 24 * 60 * Minute);
    private const double BudgetSeconds = 60;

    private static readonly (string Name, Func<Task<(TimeSpan Took, TimeSpan Processor, RehearsalRun Run)>> Measure)[] Runs =
        [("RehearsalRuns.History", OverHistoryAsync), ("RehearsalRuns.Journal", OverJournalAsync)];

    public static IEnumerable<string> Names(BenchSettings settings) =>
        settings.Filter is null ? [] : Runs.Select(run => run.Name).Where(settings.Selects);

    public static async Task RunAsync(BenchSettings settings, BenchReport report, TextWriter error)
    {
        foreach (var (name, measure) in Runs.Where(run => settings.Filter is not null && settings.Selects(run.Name)))
        {
            await error.WriteLineAsync($"{name} ... (makes a month of history first)");
            var (took, processor, run) = await measure();
            using (run)
            {
                report.Add(new Measurement(Group, name, took.TotalSeconds, "s")
                {
                    Budget = BudgetSeconds,
                    Note = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{run.Messages:N0} messages, {run.Occurrences.Count:N0} occurrences of {run.Rules.Count} rules, {processor.TotalSeconds:0.0} s of processor time"),
                });
            }
        }
    }

    private static async Task<(TimeSpan Took, TimeSpan Processor, RehearsalRun Run)> OverHistoryAsync()
    {
        using var folder = new TemporaryFolder();
        using var store = new SqliteTimeSeriesStore(folder.Combine("history.db"), TimeProvider.System, NullLogger<SqliteTimeSeriesStore>.Instance);
        var city = City();
        for (var hour = 0; hour < Days * 24; hour++)
        {
            var points = new List<ReadingsPoint>(Devices * 60);
            for (var device = 0; device < Devices; device++)
            {
                for (var minute = hour * 60; minute < (hour + 1) * 60; minute++)
                {
                    var (pm25, temp) = Values(device, minute);
                    points.Add(new ReadingsPoint("vung-tau", "air", Id(device), TimeOf(device, minute), [new("pm25", pm25), new("temp", temp)]));
                }
            }

            await store.WriteAsync(new PointBatch(points, [], []), CancellationToken.None);
        }

        var registry = new CityRegistry(city);
        var run = new RehearsalRun(city, city.Rules);
        return await TimedAsync(
            run, () => new StoredMessages(store, registry).FeedAsync([run], [.. Enumerable.Range(0, Devices)], Start, End, CancellationToken.None));
    }

    private static async Task<(TimeSpan Took, TimeSpan Processor, RehearsalRun Run)> OverJournalAsync()
    {
        using var folder = new TemporaryFolder();
        using (var journal = FileJournal.Open(
            new FileJournalOptions { Directory = folder.Path, Name = JournalKeys.Inputs, BudgetBytes = 1L << 40, KeepSpan = TimeSpan.FromDays(366) },
            NullLogger<FileJournal>.Instance))
        {
            Write(journal);
        }

        var city = City();
        var run = new RehearsalRun(city, city.Rules);
        var inputs = new JournalInputs(new ArchivedJournal(folder.Path), city, new RegistrationOptions(), ClockSource.Host);
        return await TimedAsync(run, () => Task.Run(() => inputs.Feed([run], null, Start, End, long.MinValue, null, CancellationToken.None)));
    }

    private static async Task<(TimeSpan Took, TimeSpan Processor, RehearsalRun Run)> TimedAsync(RehearsalRun run, Func<Task> rehearse)
    {
        var (began, used) = (TimeProvider.System.GetTimestamp(), Environment.CpuUsage.TotalTime);
        await rehearse();
        return (TimeProvider.System.GetElapsedTime(began), Environment.CpuUsage.TotalTime - used, run);
    }

    // A frame a second of time, as a server with this load writes them.
    private static void Write(FileJournal journal)
    {
        var topics = Enumerable.Range(0, Devices).Select(device => Encoding.UTF8.GetBytes($"ioc/v1/vung-tau/air/{Id(device)}")).ToArray();
        var body = new byte[64 * 1024];
        for (var minute = 0; minute < Days * 24 * 60; minute++)
        {
            for (var first = 0; first < Devices; first += Devices / 60)
            {
                var length = MessageFrameWriter.WriteHeader(body);
                for (var device = first; device < first + (Devices / 60); device++)
                {
                    var (pm25, temp) = Values(device, minute);
                    var payload = Encoding.UTF8.GetBytes(string.Create(
                        CultureInfo.InvariantCulture, $$"""{"ts":{{TimeOf(device, minute) / 1_000_000}},"seq":{{minute}},"pm25":{{pm25:0.0}},"temp":{{temp:0.0}}}"""));
                    length += MessageFrameWriter.Write(
                        body.AsSpan(length), DeliveryMarks.None, topics[device], new ReadOnlySequence<byte>(payload), InputInbox.MaxPayload);
                }

                journal.Append(FrameKind.Messages, TimeOf(first, minute) + 200_000_000, body.AsSpan(0, length));
            }

            journal.Flush(durable: false);
        }
    }

    // A day's course that differs by device and hour, and noise: some rules raise every day or two at a device, some never.
    private static (double Pm25, double Temp) Values(int device, int minute)
    {
        var day = Math.Sin(((minute % 1440) - 480) * 2 * Math.PI / 1440);
        var slow = Mixed((device * 1000) + (minute / 360));
        var noise = Mixed((device * 100_000) + minute);
        return (Math.Round(45 + (25 * day) + (35 * slow) + (2 * noise), 1), Math.Round(28 + (5 * day) + (3 * slow) + (0.2 * noise), 1));
    }

    // 0 to 1, and for neighbouring numbers nothing alike.
    private static double Mixed(int number) => (((uint)number * 2654435761u) >> 8) % 10_000 / 10_000.0;

    private static long TimeOf(int device, int minute) => Start + (minute * Minute) + (device / (Devices / 60) * 1_000_000_000L);

    private static string Id(int device) => string.Create(CultureInfo.InvariantCulture, $"air-{device:D6}");

    private static CityModel City()
    {
        string Rule(string id, string condition, string severity = "major") => $$"""
              - {id: {{id}}, title: {vi: Thử, en: Test}, action: {vi: Xem, en: Look}, owner: test, rationale: test, severity: {{severity}}, kinds: [air], condition: {{condition}} }

            """;
        var rules = Rule("pm25-high", "{threshold: {metric: pm25, at_or_above: 130, clear: 120, for: 5m, clear_for: 5m}}")
            + Rule("pm25-elevated", "{threshold: {metric: pm25, at_or_above: 100, clear: 90}}", "minor")
            + Rule("pm25-day", "{window: {metric: pm25, stat: mean, over: 24h, above: 60}}", "minor")
            + Rule("pm25-rise", "{rate: {metric: pm25, at_or_above: 60, per: 1h, over: 30m}}", "info")
            + Rule("heat", "{all: [{threshold: {metric: temp, at_or_above: 35}}, {schedule: {from: \"08:00\", to: \"18:00\"}}], for: 10m}", "minor")
            + Rule("unusual", "{baseline: {metric: pm25, deviations: 4, min_difference: 10}}", "info")
            + Rule("silent", "{offline: {}}", "minor");
        var result = CityParser.Parse(
        [
            new("city.yaml", "id: bench\nname: {vi: Thử, en: Bench}\n"),
            new("zones.yaml", "zones:\n  - {id: vung-tau, name: {vi: Vũng Tàu, en: Vung Tau}, center: [10.35, 107.08]}\n"),
            new("kinds.yaml", """
                kinds:
                  - id: air
                    name: {vi: Không khí, en: Air}
                    domain: environment
                    interval: 1m
                    metrics:
                      - {id: pm25, name: {vi: Bụi, en: Dust}, unit: µg/m³, min: 0, max: 1000}
                      - {id: temp, name: {vi: Nhiệt độ, en: Temperature}, unit: °C, min: -10, max: 60}
                """),
            new("devices.yaml", "defaults: {kind: air, zone: vung-tau}\ndevices:\n" + string.Concat(
                Enumerable.Range(0, Devices).Select(device => $"  - {{id: {Id(device)}, at: [10.35, 107.08]}}\n"))),
            new("rules.yaml", "rules:\n" + rules),
        ]);
        return result.City ?? throw new InvalidOperationException(string.Join('\n', result.Errors));
    }
}
