using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
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

/// <summary>The writer in front of a real influxd that dies and comes back: every point is there, once.</summary>
public sealed class InfluxOutageTests
{
    private const long Start = 1_795_305_600_000_000_000;

    [SkippableFact]
    public async Task Server_KilledAgainAndAgain_HasEveryPointInTheEnd()
    {
        await using var server = await InfluxServer.StartAsync();
        using var store = new InfluxTimeSeriesStore(
            new InfluxDbOptions { Url = server.Url, Database = "ioc" }, _ => null, NullLogger<InfluxTimeSeriesStore>.Instance);
        using var folder = new TemporaryFolder();
        using var journal = new JournalUnderTest();
        using var source = new PointSource();
        await using var quarantine = new SqliteQuarantineStore(
            folder.Combine("q.db"), TimeProvider.System, NullLogger<SqliteQuarantineStore>.Instance);
        var time = new ManualTimeProvider();
        var status = new TimeSeriesWriterStatus();
        var log = new PointLog(journal.Journal, source.Registry, new Ledger(), new RecoveredOutputs(), writeReadings: true);
        using var writer = new TimeSeriesWriter(
            journal.Journal, store, new Ledger(), new RecoveredOutputs(), quarantine, new TimeSeriesOptions { BatchPoints = 100 }, time, status, new StoredPosition(),
            NullLogger<TimeSeriesWriter>.Instance);
        await writer.StartAsync(default);

        var written = 0;
        for (var round = 0; round < 3; round++)
        {
            Commit(1000);
            await AdvanceUntilAsync(() => status.WrittenPoints > 0 && status.LagBytes < journal.Journal.End.Offset);
            await server.KillAsync();
            Commit(1000);
            await AdvanceUntilAsync(() => !status.IsStoreUp);
            await server.RestartAsync();
            await AdvanceUntilAsync(() => status.IsStoreUp && status.LagBytes == 0);
        }

        await writer.StopAsync(default);
        using var answer = JsonDocument.Parse(await server.QueryAsync("SELECT pm25 FROM air, camera", "ioc"));
        var values = answer.RootElement.GetProperty("results")[0].GetProperty("series").EnumerateArray()
            .SelectMany(s => s.GetProperty("values").EnumerateArray())
            .Select(row => (Time: row[0].GetInt64(), Value: row[1].GetInt32())).OrderBy(p => p.Value).ToList();
        values.Select(p => p.Value).Should().Equal(Enumerable.Range(0, 6000));
        values.Should().OnlyContain(p => p.Time == Start + p.Value);

        void Commit(int count)
        {
            for (var i = 0; i < count; i++, written++)
            {
                log.AddReadings(source.Readings((written % 4, Start + written, [("pm25", written)])));
                log.Commit(Start + written);
            }
        }

        async Task AdvanceUntilAsync(Func<bool> condition)
        {
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (!condition())
            {
                bound.Token.ThrowIfCancellationRequested();
                time.Advance(TimeSpan.FromMilliseconds(500));
                await Task.Yield();
            }
        }
    }
}
