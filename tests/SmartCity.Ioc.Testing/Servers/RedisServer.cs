namespace SmartCity.Ioc.Testing.Servers;

/// <summary>A real redis-server on a spare port, nothing saved. Skips the test where redis-server is not installed.</summary>
public sealed class RedisServer : ServerProcess
{
    private RedisServer()
        : base("redis-server")
    {
    }

    /// <summary>For <c>Ioc:Redis:Configuration</c>.</summary>
    public string Configuration => $"127.0.0.1:{Port}";

    protected override IEnumerable<string> Arguments =>
        ["--port", $"{Port}", "--bind", "127.0.0.1", "--dir", Folder, "--save", "", "--appendonly", "no"];

    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer();
        try
        {
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
