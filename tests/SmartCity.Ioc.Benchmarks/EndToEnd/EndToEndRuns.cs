using System.Globalization;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>The end-to-end measurements. Each starts its own programs and adds its lines to the report.</summary>
internal sealed class EndToEndRuns(BenchSettings settings, BenchReport report)
{
    private const string Cost = "end to end: processor time";
    private const string CostQos1 = "end to end: processor time, QoS 1";
    private const string FullSpeed = "end to end: as fast as it goes, QoS 0";
    private const string Recovery = "end to end: start after kill -9";
    private const string Memory = "end to end: memory by devices";

    /// <summary>The load goes on a little longer than the window that is measured.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan FullSpeedDuration = TimeSpan.FromSeconds(6);

    private Measurement? _mosquitto;
    private Measurement? _mosquittoQos1;
    private Measurement? _mosquittoRate;

    public async Task MosquittoAsync(CancellationToken cancellation)
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        using var subscriber = new CountingSubscriber(mosquitto.Port, "bench-subscriber", "ioc/v1/#");
        var window = await WindowAsync(mosquitto.Url, 0, [Watched.Of(mosquitto)], _ => Task.FromResult(subscriber.Count), cancellation);
        _mosquitto = report.Add(new Measurement(Cost, "mosquitto, QoS 0 to one subscriber", window.MicrosPerMessage[0], "µs/message")
        {
            IsYardstick = true,
            Note = Note(window),
        });
        report.Add(new Measurement(Cost, "sim load itself", window.Window.LoadMicrosPerMessage, "µs/message").Against(_mosquitto));
        var before = subscriber.Count;
        var used = mosquitto.ProcessorTime;
        var load = await AtFullSpeedAsync(mosquitto.Url);
        await Window.SettleAsync(_ => Task.FromResult(subscriber.Count), cancellation);
        _mosquittoRate = AddFullSpeed("mosquitto to one subscriber", load, subscriber.Count - before, mosquitto.ProcessorTime - used);
    }

    /// <summary>The yardstick of whatever is measured at QoS 1: acknowledged to the sender and by the subscriber.</summary>
    public async Task MosquittoQos1Async(CancellationToken cancellation)
    {
        await using var mosquitto = await MosquittoServer.StartAsync(new MosquittoSettings { MaxInflightMessages = 0 });
        using var subscriber = new CountingSubscriber(mosquitto.Port, "bench-subscriber", "ioc/v1/#", qos: 1);
        var window = await WindowAsync(mosquitto.Url, 1, [Watched.Of(mosquitto)], _ => Task.FromResult(subscriber.Count), cancellation);
        _mosquittoQos1 = report.Add(new Measurement(CostQos1, "mosquitto, QoS 1 to one subscriber", window.MicrosPerMessage[0], "µs/message")
        {
            IsYardstick = true,
            Note = $"{Note(window)}{(_mosquitto is { Value: > 0 } first ? string.Create(CultureInfo.InvariantCulture, $", {window.MicrosPerMessage[0] / first.Value:0.00} x its QoS 0") : "")}",
        });
    }

    /// <summary>The path itself, as far as the budgets of the design speak of it: every window and alert, but no store of single readings.</summary>
    public async Task WithoutReadingsAsync(CancellationToken cancellation)
    {
        await using var server = await IocServer.StartAsync(settings.With("--Ioc:TimeSeries:WriteReadings=false"));
        var window = await WindowAsync(server.MqttUrl, 0, [Watched.Of(server)], Received(server), cancellation);
        AddServer("the same, single readings not stored", window);
    }

    public async Task EmbeddedAsync(int qos, CancellationToken cancellation)
    {
        await using var server = await IocServer.StartAsync(settings.With());
        var window = await WindowAsync(server.MqttUrl, qos, [Watched.Of(server)], Received(server), cancellation);
        AddServer($"server, embedded listener, QoS {qos}", window, qos);
        await AddLedgerAsync($"server, embedded listener, QoS {qos}", server, window.Sent, cancellation);
        if (qos == 0)
        {
            var before = (await server.LedgerAsync(cancellation)).Received;
            var used = server.ProcessorTime;
            var load = await AtFullSpeedAsync(server.MqttUrl);
            await Window.SettleAsync(Received(server), cancellation);
            AddFullSpeed("server, embedded listener", load, (await server.LedgerAsync(cancellation)).Received - before, server.ProcessorTime - used);
        }
    }

    public async Task BehindMosquittoAsync(CancellationToken cancellation)
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        await using var server = await IocServer.StartAsync(settings.With($"--Ioc:Mqtt:Brokers:0:Url={mosquitto.Url}", "--Ioc:Mqtt:Brokers:0:Qos=0"));
        var window = await WindowAsync(mosquitto.Url, 0, [Watched.Of(server), Watched.Of(mosquitto)], Received(server), cancellation);
        AddServer("server behind mosquitto, QoS 0", window);
        report.Add(new Measurement(Cost, "the mosquitto before it", window.MicrosPerMessage[1], "µs/message").Against(_mosquitto));
        await AddLedgerAsync("server behind mosquitto, QoS 0", server, window.Sent, cancellation);
    }

    /// <summary>The client that consumes from an external broker, beside mosquitto's own subscriber on the same messages.</summary>
    public async Task ClientAsync(int qos, CancellationToken cancellation)
    {
        await using var mosquitto = await MosquittoServer.StartAsync(new MosquittoSettings { MaxInflightMessages = 0 });
        await using var client = await PartProcess.ConsumeAsync(mosquitto.Url, qos);
        await using var other = ProcessRunner.Start("sh", "-c", $"exec mosquitto_sub -p {mosquitto.Port} -q {qos} -t 'ioc/v1/#' >/dev/null");
        var window = await WindowAsync(
            mosquitto.Url, qos, [Watched.Of(client.Program), Watched.Of(mosquitto), Watched.Of(other)], _ => client.CountAsync(), cancellation);
        AddServer($"client alone, QoS {qos}", window, qos);
        AddCost($"mosquitto_sub beside it, QoS {qos}", window.MicrosPerMessage[2], qos);
        AddCost($"the mosquitto before both, QoS {qos}", window.MicrosPerMessage[1], qos);
    }

    /// <summary>From the broker's socket to an intake that only counts; at QoS 1 it completes its receipts in groups.</summary>
    public async Task SeamAsync(int qos, CancellationToken cancellation)
    {
        var port = SparePort.Next();
        await using var broker = await PartProcess.SeamAsync(port);
        var window = await WindowAsync(
            string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{port}"), qos, [Watched.Of(broker.Program)], _ => broker.CountAsync(), cancellation);
        AddServer($"broker alone to the ingest seam, QoS {qos}", window, qos);
    }

    /// <summary>The broker without a city, doing what mosquitto does in the yardstick.</summary>
    public async Task BrokerAsync(CancellationToken cancellation)
    {
        var port = SparePort.Next();
        var url = string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{port}");
        await using var broker = await PartProcess.BrokerAsync(port);
        using var subscriber = new CountingSubscriber(port, "bench-subscriber", "ioc/v1/#");
        var window = await WindowAsync(url, 0, [Watched.Of(broker.Program)], _ => Task.FromResult(subscriber.Count), cancellation);
        AddServer("broker alone to one subscriber, QoS 0", window);
        var before = subscriber.Count;
        var used = broker.Program.ProcessorTime;
        var load = await AtFullSpeedAsync(url);
        await Window.SettleAsync(_ => Task.FromResult(subscriber.Count), cancellation);
        AddFullSpeed("broker alone to one subscriber", load, subscriber.Count - before, broker.Program.ProcessorTime - used);
    }

    public async Task RecoveryAsync(CancellationToken cancellation)
    {
        var began = TimeProvider.System.GetTimestamp();
        await using var server = await IocServer.StartAsync(settings.With());
        var empty = report.Add(new Measurement(Recovery, "start of an empty server", TimeProvider.System.GetElapsedTime(began).TotalSeconds, "s") { IsYardstick = true });
        await using (var load = StartLoad(server.MqttUrl, settings.Rate, 1, settings.WarmUp + settings.Duration))
        {
            await load.FinishAsync();
        }

        await Window.SettleAsync(Received(server), cancellation);
        var journal = Directory.EnumerateFiles(server.Data, "*", SearchOption.AllDirectories)
            .Where(file => file.Contains("journal", StringComparison.OrdinalIgnoreCase)).Sum(file => new FileInfo(file).Length) / (1024.0 * 1024);
        var received = (await server.LedgerAsync(cancellation)).Received;
        await server.KillAsync();
        began = TimeProvider.System.GetTimestamp();
        await server.RestartAsync();
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var missing = received - (await server.LedgerAsync(cancellation)).Received;
        report.Add(new Measurement(Recovery, "start until ready, QoS 1 load before", seconds, "s")
        {
            Note = string.Create(CultureInfo.InvariantCulture, $"{journal:0} MiB of journals, {received:N0} messages, {missing:N0} missing after"),
        }.Against(empty));
    }

    /// <summary>100,000 devices that registered themselves, twice the usual rate: what an operator waits for after a crash at the worst hour.</summary>
    public async Task LargeRecoveryAsync(CancellationToken cancellation)
    {
        const int Devices = 100_000;
        await using var server = await IocServer.StartAsync(settings.With());
        var seconds = Math.Max(30, (settings.WarmUp + settings.Duration).TotalSeconds);
        await using (var load = LoadProcess.Start(server.MqttUrl, 2 * settings.Rate, 0, 100, Devices, TimeSpan.FromSeconds(seconds)))
        {
            await load.FinishAsync();
        }

        await Window.SettleAsync(Received(server), cancellation);
        var received = (await server.LedgerAsync(cancellation)).Received;
        await server.KillAsync();
        var began = TimeProvider.System.GetTimestamp();
        await server.RestartAsync();
        var value = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var missing = received - (await server.LedgerAsync(cancellation)).Received;
        report.Add(new Measurement(Recovery, "start until ready, 100,000 devices", value, "s")
        {
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"{received:N0} messages at {2 * settings.Rate:N0}/s before, {missing:N0} missing after; a checkpoint of at most 10 s and 256 MiB lies behind, however long the journal is"),
        });
    }

    public async Task DeviceMemoryAsync(CancellationToken cancellation)
    {
        await using var server = await IocServer.StartAsync(settings.With());
        var few = await ResidentAfterAsync(server, 1_000, cancellation);
        var yardstick = report.Add(new Measurement(Memory, "process with 1,000 devices", few / (1024.0 * 1024), "MiB") { IsYardstick = true, Note = "code, buffers and heap" });
        const int Many = 50_000;
        var many = await ResidentAfterAsync(server, Many, cancellation);
        report.Add(new Measurement(Memory, "process with 50,000 devices", many / (1024.0 * 1024), "MiB").Against(yardstick));
        report.Add(new Measurement(Memory, "each device more", (many - few) / (Many - 1_000) / 1024, "KiB") { Note = "three messages of two metrics each; with what the heap keeps free" });
    }

    private static Func<CancellationToken, Task<long>> Received(IocServer server) =>
        async cancellation => (await server.LedgerAsync(cancellation)).Received;

    private static string Note(LoadedWindow window) => string.Create(CultureInfo.InvariantCulture, $"at {window.Window.Rate:N0}/s{(window.Missed > 0 ? $", load fell short by {window.Missed:N0}" : "")}");

    private LoadProcess StartLoad(string url, int? rate, int qos, TimeSpan duration) =>
        LoadProcess.Start(url, rate, qos, settings.Connections, 10 * settings.Connections, duration);

    private async Task<LoadedWindow> WindowAsync(
        string url, int qos, IReadOnlyList<Watched> programs, Func<CancellationToken, Task<long>> count, CancellationToken cancellation)
    {
        var duration = settings.WarmUp + settings.Duration + Margin;
        await using var load = StartLoad(url, settings.Rate, qos, duration);
        var window = await Window.MeasureAsync(settings.WarmUp, settings.Duration, load, programs, count, cancellation);
        var result = await load.FinishAsync();
        await Window.SettleAsync(count, cancellation);
        return new LoadedWindow(window, result.Messages, result.Missed);
    }

    private async Task<LoadResult> AtFullSpeedAsync(string url)
    {
        await using var load = StartLoad(url, rate: null, qos: 0, FullSpeedDuration);
        return await load.FinishAsync();
    }

    private Measurement AddFullSpeed(string name, LoadResult load, long arrived, TimeSpan used)
    {
        var lost = load.Messages - arrived;
        var rate = report.Add(new Measurement(FullSpeed, name, arrived / load.Seconds, "messages/s")
        {
            IsYardstick = _mosquittoRate is null,
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"{lost:N0} of {load.Messages:N0} lost, {used.TotalMicroseconds / Math.Max(1, arrived):0.0} µs/message (the load itself {load.CpuMicrosPerMessage:0.0})"),
        }.Against(_mosquittoRate));
        return rate;
    }

    private void AddCost(string name, double micros, int qos, string? note = null) => report.Add(
        new Measurement(qos == 0 ? Cost : CostQos1, name, micros, "µs/message") { Note = note }.Against(qos == 0 ? _mosquitto : _mosquittoQos1));

    private void AddServer(string name, LoadedWindow window, int qos = 0)
    {
        AddCost(name, window.MicrosPerMessage[0], qos, Note(window));
        if (!settings.Profile)
        {
            return;
        }

        foreach (var (thread, micros, kernel) in window.Window.Threads.Where(t => t.Micros >= 0.1))
        {
            report.Add(new Measurement($"profile: {name}, by thread", thread, micros, "µs/message")
            {
                Yardstick = "the whole",
                Ratio = micros / window.MicrosPerMessage[0],
                Note = string.Create(CultureInfo.InvariantCulture, $"{100 * kernel:0} % of it in the kernel"),
            });
        }
    }

    private async Task AddLedgerAsync(string name, IocServer server, long sent, CancellationToken cancellation)
    {
        var ledger = await server.LedgerAsync(cancellation);
        report.Add(new Measurement(Cost, $"{name}: not received", sent - ledger.Received, "messages")
        {
            Note = string.Create(
                CultureInfo.InvariantCulture,
                $"of {sent:N0}; accepted {ledger.Accepted:N0}, duplicate {ledger.Duplicate:N0}, late {ledger.Late:N0}, quarantined {ledger.Quarantined:N0}, lost {ledger.Lost:N0}, shed {ledger.Shed:N0}"),
        });
    }

    private async Task<double> ResidentAfterAsync(IocServer server, int devices, CancellationToken cancellation)
    {
        await using var load = LoadProcess.Start(server.MqttUrl, settings.Rate, 0, 50, devices, TimeSpan.FromSeconds(Math.Max(5, 3.0 * devices / settings.Rate)));
        await load.FinishAsync();
        await Window.SettleAsync(Received(server), cancellation);
        return server.ResidentBytes();
    }

    private sealed record LoadedWindow(Window Window, long Sent, long Missed)
    {
        public double[] MicrosPerMessage => Window.MicrosPerMessage;
    }
}
