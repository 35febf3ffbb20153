using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Storage.Influx;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Storage.Tests.Journals;
using SmartCity.Ioc.Storage.Tests.TimeSeries;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Storage.Tests.Influx;

/// <summary>
/// The journal of outputs, the writer with two connections and a real influxd behind a line that fails in every way there is, killed and
/// started in between. In the end every point on the other side is listed and compared.
/// </summary>
public sealed class InfluxChaosTests
{
    private const long Start = 1_795_305_600_000_000_000;
    private const long Minute = 60_000_000_000;

    [SkippableFact]
    public async Task Points_OverALineThatFails_AreAllThereOnceAndInTheirLastVersion()
    {
        await using var server = await InfluxServer.StartAsync("ioc");

        // A field that is a text already: numbers for it are refused for good, with the rest of their batch taken ("partial write").
        await WriteLinesAsync(server, $"camera,zone=e1,device=cam-1 broken=\"text\" {Start - Minute}");
        using var handler = new ChaosHandler(seed: 1, share: 0.15);
        using var store = new InfluxTimeSeriesStore(
            new InfluxDbOptions { Url = server.Url, Database = "ioc", Connections = 2 }, _ => null, NullLogger<InfluxTimeSeriesStore>.Instance, handler);
        using var folder = new TemporaryFolder();
        using var journal = new JournalUnderTest();
        using var source = new PointSource();
        await using var quarantine = new SqliteQuarantineStore(folder.Combine("q.db"), TimeProvider.System, NullLogger<SqliteQuarantineStore>.Instance);
        var ledger = new Ledger();
        var time = new ManualTimeProvider();
        var status = new TimeSeriesWriterStatus();
        var log = new PointLog(journal.Journal, source.Registry, ledger, new RecoveredOutputs(), writeReadings: true);
        source.Registry.InternMetric("pm25");
        using var writer = new TimeSeriesWriter(
            journal.Journal, store, ledger, new RecoveredOutputs(), quarantine, new TimeSeriesOptions { BatchPoints = 1500, CatchUpBytes = 20_000 }, time,
            status, new StoredPosition(), NullLogger<TimeSeriesWriter>.Instance);
        await writer.StartAsync(default);

        var written = 0;
        var sawCatchingUp = false;
        for (var round = 0; round < 2; round++)
        {
            Commit(1500);
            await AdvanceUntilAsync(() => status.WrittenPoints > 0);
            handler.IsDown = true;
            await server.KillAsync();
            Commit(3000);
            await AdvanceUntilAsync(() => !status.IsStoreUp);
            await server.RestartAsync();
            handler.IsDown = false;
            await AdvanceUntilAsync(() =>
            {
                sawCatchingUp |= status.IsCatchingUp;
                return status.IsStoreUp && status.LagBytes == 0;
            });
        }

        await writer.StopAsync(default);
        sawCatchingUp.Should().BeTrue();
        handler.Faults.Should().HaveCount(5, "each way to fail came at least once");

        var readings = (await RowsAsync(server, "SELECT pm25 FROM air, camera")).Select(r => (Time: r[0].GetInt64(), Value: r[1].GetInt32())).OrderBy(r => r.Value).ToList();
        readings.Should().Equal(Enumerable.Range(0, written).Where(i => i % 1000 != 999).Select(i => (Start + i, i)));
        var windows = (await RowsAsync(server, "SELECT pm25_revision, pm25_count FROM /_1m$/")).Select(r => (Start: r[0].GetInt64(), Revision: r[1].GetInt32(), Count: r[2].GetInt64()))
            .OrderBy(r => r.Start).ToList();
        windows.Should().Equal(
            Enumerable.Range(0, written / 50).Select(i => (Start + (i * Minute), i + 1 < written / 50 ? 1 : 0, (long)i + 1)),
            "the correction came after the window and stands");
        var refused = written / 1000;
        status.NotStoredReadings.Should().Be(refused);
        status.RejectedPoints.Should().Be(refused);
        ledger.Snapshot().Messages.Accepted.Should().Be(written);

        void Commit(int count)
        {
            for (var i = 0; i < count; i++, written++)
            {
                // Every thousandth is refused: its field is a text there.
                log.AddReadings(source.Readings(
                    written % 1000 == 999 ? (2, Start + written, [("broken", 1)]) : (written % 4, Start + written, [("pm25", written)])));
                if (written % 50 == 49)
                {
                    var number = written / 50;
                    log.AddWindow(Window(source, number, 0));
                    if (number > 0)
                    {
                        log.AddWindow(Window(source, number - 1, 1));
                    }
                }

                ledger.Count(LedgerEntry.Accepted, Start, 1, 1);
                log.Commit(Start + written);
            }
        }

        async Task AdvanceUntilAsync(Func<bool> condition)
        {
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(120));
            while (!condition())
            {
                bound.Token.ThrowIfCancellationRequested();
                time.Advance(TimeSpan.FromMilliseconds(500));
                await Task.Yield();
            }
        }
    }

    private static WindowAggregate Window(PointSource source, int number, int revision) => source.Window(AggregateScope.Device, number % 4, number) with
    {
        StartNanos = Start + (number * Minute),
        Revision = revision,
        Count = number + 1,
        Stage = revision == 0 ? AggregateStage.Final : AggregateStage.Correction,
    };

    private static async Task WriteLinesAsync(InfluxServer server, string lines)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        using var answer = await http.PostAsync(new Uri("/write?db=ioc", UriKind.Relative), new StringContent(lines));
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<List<JsonElement>> RowsAsync(InfluxServer server, string query)
    {
        using var answer = JsonDocument.Parse(await server.QueryAsync(query, "ioc"));
        return
        [
            .. answer.RootElement.GetProperty("results")[0].GetProperty("series").EnumerateArray()
                .SelectMany(s => s.GetProperty("values").EnumerateArray()).Select(row => row.Clone()),
        ];
    }
}
