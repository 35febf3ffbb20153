using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Storage.Tests.Influx;

/// <summary>One real influxd for all tests of a class, started by the first that needs it; each test has a database of its own.</summary>
public sealed class InfluxFixture : IAsyncLifetime
{
    private InfluxServer? _server;
    private int _databases;

    public async Task<InfluxServer> ServerAsync() => _server ??= await InfluxServer.StartAsync();

    public string NextDatabase() => $"test-{++_databases}";

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
