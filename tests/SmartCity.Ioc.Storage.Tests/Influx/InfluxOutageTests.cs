using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Storage.Tests.Influx;

/// <summary>The writer in front of a real influxd that dies and comes back: every point is there, once.</summary>
public sealed class InfluxOutageTests
{
    private const long Start = 1_795_305_600_000_000_000;

    [SkippableFact]
    public async Task Server_KilledAgainAndAgain_HasEveryPointInTheEnd()
    {
        await using var server = await InfluxServer.StartAsync();
        await using var to = await WriterToInflux.StartAsync(server, new TimeSeriesOptions { BatchPoints = 100 });

        var written = 0;
        for (var round = 0; round < 3; round++)
        {
            Commit(1000);
            await to.AdvanceUntilAsync(() => to.Status.WrittenPoints > 0 && to.Status.LagBytes < to.Written);
            await server.KillAsync();
            Commit(1000);
            await to.AdvanceUntilAsync(() => !to.Status.IsStoreUp);
            await server.RestartAsync();
            await to.AdvanceUntilAsync(() => to.Status.IsStoreUp && to.Status.LagBytes == 0);
        }

        await to.StopAsync();
        var values = (await to.RowsAsync("SELECT pm25 FROM air, camera"))
            .Select(row => (Time: row[0].GetInt64(), Value: row[1].GetInt32())).OrderBy(p => p.Value).ToList();
        values.Select(p => p.Value).Should().Equal(Enumerable.Range(0, 6000));
        values.Should().OnlyContain(p => p.Time == Start + p.Value);

        void Commit(int count)
        {
            for (var i = 0; i < count; i++, written++)
            {
                to.Log.AddReadings(to.Source.Readings((written % 4, Start + written, [("pm25", written)])));
                to.Log.Commit(Start + written);
            }
        }
    }
}
