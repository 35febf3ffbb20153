using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

[Collection(nameof(AloneInTheProcess))]
public sealed class IdleConnectionTests
{
    private const int Connections = 10_000;
    private const int BudgetEach = 8 * 1024;

    // Opens connections up to each number that it is told, CONNACK taken, then says so; holds them until its input ends.
    private const string Script = """
        import resource, socket, sys
        port, top, held = int(sys.argv[1]), int(sys.argv[2]), []
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, top)) if hard != resource.RLIM_INFINITY else max(soft, top), hard))
        for line in sys.stdin:
            while len(held) < int(line):
                some = [socket.create_connection(("127.0.0.1", port)) for _ in range(min(250, int(line) - len(held)))]
                for n, s in enumerate(some, len(held)):
                    s.sendall(b"\x10\x17\x00\x04MQTT\x04\x02\x02\x58\x00\x0bidle-%06d" % n)
                for s in some:
                    assert s.recv(4) == b"\x20\x02\x00\x00"
                held += some
            print(len(held), flush=True)
        """;

    [SkippableFact]
    public async Task TenThousandConnections_Idle_StayWithinTheirMemory()
    {
        // The other ends are in another process, so that each has to hold ten thousand. The runtime raises its soft limit to the hard one.
        var limit = OpenFileLimit();
        Skip.If(limit < Connections + 1000, $"only {limit} open files are allowed on this machine, {Connections + 1000} are needed");
        await using var broker = await TestBroker.StartAsync();
        await using (var clients = ProcessRunner.Start("python3", "-c", Script, $"{broker.Port}", $"{Connections + 1000}"))
        {
            await OpenAsync(clients, 500);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            await OpenAsync(clients, Connections);
            var each = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)(Connections - 500);
            broker.Broker.Counters.Connections.Should().Be(Connections);
            each.Should().BeLessThan(BudgetEach);
        }

        await Eventually.TrueAsync(() => broker.Broker.Counters.Connections == 0);
    }

    private static async Task OpenAsync(RunningProgram clients, int count)
    {
        await clients.Input.WriteLineAsync($"{count}");
        await clients.Input.FlushAsync();
        while (!clients.Output.Lines.Contains($"{count}"))
        {
            clients.HasExited.Should().BeFalse(clients.Errors.ToString());
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    private static long OpenFileLimit()
    {
        const string Name = "Max open files";
        var line = File.Exists("/proc/self/limits") ? File.ReadLines("/proc/self/limits").FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal)) : null;
        var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return soft == "unlimited" ? long.MaxValue : long.TryParse(soft, System.Globalization.CultureInfo.InvariantCulture, out var value) ? value : 0;
    }
}
