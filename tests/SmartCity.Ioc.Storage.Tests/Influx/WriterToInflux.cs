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

/// <summary>The journal of outputs and the writer on a clock that the test moves, in front of a real influxd.</summary>
internal sealed class WriterToInflux : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JournalUnderTest _journal = new();
    private readonly InfluxTimeSeriesStore _store;
    private readonly SqliteQuarantineStore _quarantine;
    private readonly TimeSeriesWriter _writer;
    private readonly ManualTimeProvider _time = new();

    private WriterToInflux(InfluxServer server, TimeSeriesOptions options, int connections, HttpMessageHandler? line)
    {
        Server = server;
        _store = new InfluxTimeSeriesStore(
            new InfluxDbOptions { Url = server.Url, Database = "ioc", Connections = connections }, _ => null, NullLogger<InfluxTimeSeriesStore>.Instance, line);
        _quarantine = new SqliteQuarantineStore(_folder.Combine("q.db"), TimeProvider.System, NullLogger<SqliteQuarantineStore>.Instance);
        Log = new PointLog(_journal.Journal, Source.Registry, Ledger, new RecoveredOutputs(), writeReadings: true);
        _writer = new TimeSeriesWriter(
            _journal.Journal, _store, Ledger, new RecoveredOutputs(), _quarantine, options, _time, Status, new StoredPosition(),
            NullLogger<TimeSeriesWriter>.Instance);
    }

    public InfluxServer Server { get; }

    public PointSource Source { get; } = new();

    public PointLog Log { get; }

    public Ledger Ledger { get; } = new();

    public TimeSeriesWriterStatus Status { get; } = new();

    /// <summary>Of the journal of outputs.</summary>
    public long Written => _journal.Journal.End.Offset;

    public static async Task<WriterToInflux> StartAsync(InfluxServer server, TimeSeriesOptions options, int connections = 1, HttpMessageHandler? line = null)
    {
        var writer = new WriterToInflux(server, options, connections, line);
        await writer._writer.StartAsync(default);
        return writer;
    }

    public Task StopAsync() => _writer.StopAsync(default);

    public async Task AdvanceUntilAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!condition())
        {
            bound.Token.ThrowIfCancellationRequested();
            _time.Advance(TimeSpan.FromMilliseconds(500));
            await Task.Yield();
        }
    }

    /// <summary>What the server answers to a query, all series one after the other.</summary>
    public async Task<List<JsonElement>> RowsAsync(string query)
    {
        using var answer = JsonDocument.Parse(await Server.QueryAsync(query, "ioc"));
        return
        [
            .. answer.RootElement.GetProperty("results")[0].GetProperty("series").EnumerateArray()
                .SelectMany(s => s.GetProperty("values").EnumerateArray()).Select(row => row.Clone()),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        _writer.Dispose();
        await _quarantine.DisposeAsync();
        Source.Dispose();
        _journal.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }
}
