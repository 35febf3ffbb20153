using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Storage.Tests.TimeSeries;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.Testing.Servers;

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
        await using var to = await WriterToInflux.StartAsync(server, new TimeSeriesOptions { BatchPoints = 1500, CatchUpBytes = 20_000 }, connections: 2, handler);
        to.Source.Registry.InternMetric("pm25");

        var written = 0;
        var sawCatchingUp = false;
        for (var round = 0; round < 2; round++)
        {
            Commit(1500);
            await to.AdvanceUntilAsync(() => to.Status.WrittenPoints > 0);
            handler.IsDown = true;
            await server.KillAsync();
            Commit(3000);
            await to.AdvanceUntilAsync(() => !to.Status.IsStoreUp);
            await server.RestartAsync();
            handler.IsDown = false;
            await to.AdvanceUntilAsync(() =>
            {
                sawCatchingUp |= to.Status.IsCatchingUp;
                return to.Status.IsStoreUp && to.Status.LagBytes == 0;
            });
        }

        await to.StopAsync();
        sawCatchingUp.Should().BeTrue();
        handler.Faults.Should().HaveCount(5, "each way to fail came at least once");

        var readings = (await to.RowsAsync("SELECT pm25 FROM air, camera")).Select(r => (Time: r[0].GetInt64(), Value: r[1].GetInt32())).OrderBy(r => r.Value).ToList();
        readings.Should().Equal(Enumerable.Range(0, written).Where(i => i % 1000 != 999).Select(i => (Start + i, i)));
        var windows = (await to.RowsAsync("SELECT pm25_revision, pm25_count FROM /_1m$/")).Select(r => (Start: r[0].GetInt64(), Revision: r[1].GetInt32(), Count: r[2].GetInt64()))
            .OrderBy(r => r.Start).ToList();
        windows.Should().Equal(
            Enumerable.Range(0, written / 50).Select(i => (Start + (i * Minute), i + 1 < written / 50 ? 1 : 0, (long)i + 1)),
            "the correction came after the window and stands");
        var refused = written / 1000;
        to.Status.NotStoredReadings.Should().Be(refused);
        to.Status.RejectedPoints.Should().Be(refused);
        to.Ledger.Snapshot().Messages.Accepted.Should().Be(written);

        void Commit(int count)
        {
            for (var i = 0; i < count; i++, written++)
            {
                // Every thousandth is refused: its field is a text there.
                to.Log.AddReadings(to.Source.Readings(
                    written % 1000 == 999 ? (2, Start + written, [("broken", 1)]) : (written % 4, Start + written, [("pm25", written)])));
                if (written % 50 == 49)
                {
                    var number = written / 50;
                    to.Log.AddWindow(Window(to.Source, number, 0));
                    if (number > 0)
                    {
                        to.Log.AddWindow(Window(to.Source, number - 1, 1));
                    }
                }

                to.Ledger.Count(LedgerEntry.Accepted, Start, 1, 1);
                to.Log.Commit(Start + written);
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
}
