using System.Buffers;
using System.Text;
using Microsoft.Extensions.Hosting;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Influx;

/// <summary>
/// Writes the server's own figures into the measurement <c>ioc_server</c>, for the dashboards of Grafana. They pass by the journal: while
/// the store is away they are simply missing, and that is what their chart then shows.
/// </summary>
internal sealed class ServerFiguresWriter(InfluxDbOptions options, IServerFigures figures, TimeProvider time, TimeSpan keep) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private bool _isCreated;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var client = new InfluxClient(options, time, keep: keep);
        using var timer = new PeriodicTimer(Period, time);
        var line = new LineProtocolWriter();
        try
        {
            do
            {
                await WriteAsync(client, line, stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The end.
        }
    }

    private async Task WriteAsync(InfluxClient client, LineProtocolWriter line, CancellationToken cancellation)
    {
        line.Begin("ioc_server"u8);
        line.Tag("host", Environment.MachineName);
        foreach (var (name, value) in figures.Read())
        {
            if (double.IsFinite(value))
            {
                line.Field(Encoding.UTF8.GetBytes(name), value);
            }
        }

        var text = new ArrayBufferWriter<byte>();
        if (!line.End((time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100, text))
        {
            return;
        }

        try
        {
            // Before the first write: version 3 would make a database without retention of it.
            if (!_isCreated)
            {
                await client.CreateAsync(cancellation);
                _isCreated = true;
            }

            await client.WriteAsync(text.WrittenMemory, cancellation);
        }
        catch (StoreUnavailableException)
        {
            // The time-series writer has said so already, and waits for it.
        }
    }
}
