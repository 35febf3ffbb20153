namespace SmartCity.Ioc.Testing.Servers;

/// <summary>A real mosquitto on spare ports. Skips the test where mosquitto is not installed.</summary>
public sealed class MosquittoServer : ServerProcess
{
    private readonly MosquittoSettings _settings;

    private MosquittoServer(MosquittoSettings settings)
        : base("mosquitto")
    {
        _settings = settings;
        TlsPort = settings.CertificateFile is null ? 0 : SparePort.Next();
        WebSocketPort = settings.WebSockets ? SparePort.Next() : 0;
        SecureWebSocketPort = settings is { WebSockets: true, CertificateFile: not null } ? SparePort.Next() : 0;
    }

    public string Url => $"mqtt://127.0.0.1:{Port}";

    /// <summary>0 where the settings name no certificate.</summary>
    public int TlsPort { get; }

    /// <summary>0 where the settings ask for no WebSockets.</summary>
    public int WebSocketPort { get; }

    /// <summary>0 where the settings do not ask for WebSockets, or name no certificate.</summary>
    public int SecureWebSocketPort { get; }

    protected override IEnumerable<string> Arguments => ["-c", Path.Combine(Folder, "mosquitto.conf")];

    public static async Task<MosquittoServer> StartAsync(MosquittoSettings? settings = null)
    {
        var server = new MosquittoServer(settings ?? new MosquittoSettings());
        try
        {
            await server.ConfigureAsync();
            await server.LaunchAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes mosquitto write its sessions to disk, and returns when they are there.</summary>
    public async Task SaveAsync()
    {
        const string Saving = "Saving in-memory database";
        var before = Saves(Running.Errors.Lines);
        Running.SignalUserOne();
        await Running.Errors.WaitForAsync(lines => Saves(lines) > before, TimeSpan.FromSeconds(20));

        // It says so before it writes; being of one thread, it answers nobody until it has written.
        await PublishAsync("saved", "", qos: 1);

        static int Saves(IReadOnlyList<string> lines) => lines.Count(l => l.Contains(Saving, StringComparison.Ordinal));
    }

    /// <summary><c>mosquitto_pub</c> against this server; throws where it fails.</summary>
    public async Task PublishAsync(string topic, string payload, int qos = 0, bool retain = false)
    {
        string[] flags = retain ? ["-r"] : [];
        var result = await ProcessRunner.RunAsync("mosquitto_pub", [
            "-p", $"{Port}", "-t", topic, "-m", payload, "-q", $"{qos}", "-V", "mqttv5", .. flags, .. Credentials]);
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"mosquitto_pub: {string.Join('\n', result.Errors)}");
        }
    }

    /// <summary><c>mosquitto_pub -l</c>: one message per line, in order, over one connection.</summary>
    public async Task PublishLinesAsync(string topic, IEnumerable<string> payloads, int qos)
    {
        var result = await ProcessRunner.RunAsync(
            "mosquitto_pub",
            ["-p", $"{Port}", "-t", topic, "-l", "-q", $"{qos}", "-V", "mqttv5", .. Credentials],
            string.Join('\n', payloads) + "\n",
            TimeSpan.FromSeconds(60));
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"mosquitto_pub: {string.Join('\n', result.Errors)}");
        }
    }

    /// <summary><c>mosquitto_sub -v</c>, subscribed when this returns; each message is a line <c>TOPIC PAYLOAD</c>.</summary>
    public async Task<RunningProgram> SubscribeAsync(string filter, int qos = 0, params IEnumerable<string> more)
    {
        // Into a pipe mosquitto_sub would keep its own debug lines back until it has four kilobytes of them.
        var subscriber = ProcessRunner.Start("stdbuf", [
            "-oL", RequiresProgram.Find("mosquitto_sub"), "-p", $"{Port}", "-t", filter, "-q", $"{qos}", "-v", "-d", .. more, .. Credentials]);
        await subscriber.Output.WaitForLineAsync("Subscribed", TimeSpan.FromSeconds(20));
        return subscriber;
    }

    private IEnumerable<string> Credentials =>
        _settings.Users?.First() is { } user ? ["-u", user.Key, "-P", user.Value] : [];

    private async Task ConfigureAsync()
    {
        List<string> lines =
        [
            "per_listener_settings false",
            $"allow_anonymous {(_settings.Users is null ? "true" : "false")}",
            // Started by root it would change to the user mosquitto, who may not read this directory.
            $"user {Environment.UserName}",
            "log_dest stderr",
            $"max_queued_messages {_settings.MaxQueuedMessages}",
            $"max_inflight_messages {_settings.MaxInflightMessages}",
            "set_tcp_nodelay true",
            .. _settings.Extra,
        ];
        if (_settings.Users is { } users)
        {
            var passwords = Path.Combine(Folder, "passwords");
            foreach (var (name, password) in users)
            {
                string[] create = File.Exists(passwords) ? [] : ["-c"];
                await ProcessRunner.RunAsync("mosquitto_passwd", ["-b", .. create, passwords, name, password]);
            }

            lines.Add($"password_file {passwords}");
        }

        if (_settings.Persistence)
        {
            lines.AddRange(["persistence true", $"persistence_location {Folder}/"]);
        }

        lines.Add($"listener {Port} 127.0.0.1");
        if (TlsPort > 0)
        {
            lines.AddRange([$"listener {TlsPort} 127.0.0.1", $"certfile {_settings.CertificateFile}", $"keyfile {_settings.KeyFile}"]);
            if (_settings.ClientAuthorityFile is { } authority)
            {
                lines.AddRange([$"cafile {authority}", "require_certificate true"]);
            }
        }

        if (WebSocketPort > 0)
        {
            lines.AddRange([$"listener {WebSocketPort} 127.0.0.1", "protocol websockets"]);
        }

        if (SecureWebSocketPort > 0)
        {
            lines.AddRange([
                $"listener {SecureWebSocketPort} 127.0.0.1", "protocol websockets", $"certfile {_settings.CertificateFile}", $"keyfile {_settings.KeyFile}"]);
        }

        await File.WriteAllLinesAsync(Path.Combine(Folder, "mosquitto.conf"), lines);
    }
}
