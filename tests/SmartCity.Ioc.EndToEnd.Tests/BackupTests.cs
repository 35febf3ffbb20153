using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>A backup of a server that goes on working, restored somewhere else.</summary>
public sealed class BackupTests
{
    [SkippableFact]
    public async Task Backup_TakenWhileMessagesFlow_RestoredElsewhere_HasWhatWasAcknowledgedBeforeIt()
    {
        using var folder = new TemporaryFolder();
        var (archive, data) = (folder.Combine("ioc.zip"), folder.Combine("restored"));
        var start = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 60_000;
        var acknowledged = new ConcurrentDictionary<int, bool>();
        int[] before;
        string alert;
        await using (var server = await IocServer.StartAsync("--Ioc:Ingest:Checkpoint=1s"))
        {
            await server.PublishAsync("ioc/v1/vung-tau/air/e2e-backup-alert", """{"seq": 1, "pm25": 158.2}""");
            alert = Id(await server.GetUntilAsync("/api/v1/alerts?rule=pm25-high", a => a["items"]!.AsArray().Count == 1, "the alert"));
            await using var publisher = await RawPublisher.ConnectAsync(server.MqttPort);
            var (sent, isOver) = (0, false);
            var stream = publisher.PublishAsync(
                () => ++sent,
                number => ("ioc/v1/vung-tau/air/e2e-backup", Encoding.UTF8.GetBytes($$"""{"ts": {{start + number}}, "seq": {{number}}, "pm10": {{number % 500}}}""")),
                number => acknowledged[number] = true,
                () => Volatile.Read(ref isOver));
            await UntilAsync(stream, () => acknowledged.Count > 500 && Directory.GetFiles(Path.Combine(server.Data, "checkpoints")).Length > 0);
            before = [.. acknowledged.Keys];
            (await SimAsync("backup", server.Data, archive)).Should().Contain("all that was acknowledged before");
            var after = acknowledged.Count;
            await UntilAsync(stream, () => acknowledged.Count > after + 200);
            Volatile.Write(ref isOver, true);
            await stream;
            server.AssertNoErrors();
            await server.KillAsync();
        }

        await SimAsync("restore", archive, data);
        await using var restored = await IocServer.StartAsync($"--Ioc:DataDirectory={data}", $"--Ioc:City={Path.Combine(data, "city")}");
        var ledger = await restored.GetUntilAsync(
            "/api/v1/ledger", l => Count(l, "accepted") > before.Length && Count(l, "waiting") == 0, "all stored");
        var from = DateTimeOffset.FromUnixTimeMilliseconds(start);
        var csv = await restored.Http.GetStringAsync(
            $"/api/v1/devices/e2e-backup/history?metric=pm10&format=csv&from={from:yyyy-MM-ddTHH:mm:ss.fffZ}&to={from.AddMinutes(5):yyyy-MM-ddTHH:mm:ss.fffZ}");
        var stored = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..].Where(row => !row.EndsWith(',')).Select(row =>
            (int)(DateTimeOffset.Parse(row.Split(',')[0], CultureInfo.InvariantCulture).ToUnixTimeMilliseconds() - start)).ToArray();

        stored.Should().OnlyHaveUniqueItems();
        before.Except(stored).Should().BeEmpty("each of these was acknowledged before the backup");
        stored.Should().HaveCountLessThan(acknowledged.Count, "the last were sent after it");
        Count(ledger, "accepted").Should().Be(stored.Length + 1, "the ledger counts these and the alert's reading");
        Count(ledger, "stored").Should().Be(stored.Length + 1);
        ledger["balanced"]!.GetValue<bool>().Should().BeTrue();
        Id(await restored.GetUntilAsync("/api/v1/alerts?rule=pm25-high", a => a["items"]!.AsArray().Count == 1, "the alert")).Should().Be(alert);
        restored.AssertNoErrors();
    }

    private static long Count(JsonNode ledger, string entry) => ledger["total"]![entry]!.GetValue<long>();

    private static string Id(JsonNode alerts) => alerts["items"]![0]!["id"]!.GetValue<string>();

    private static async Task<string> SimAsync(params string[] arguments)
    {
        var result = await ProcessRunner.RunAsync("dotnet", [Repository.SimAssembly, .. arguments]);
        result.ExitCode.Should().Be(0, string.Join('\n', result.Errors));
        return string.Join('\n', result.Output);
    }

    private static async Task UntilAsync(Task stream, Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            stream.IsFaulted.Should().BeFalse();
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, bound.Token);
        }
    }
}
