namespace SmartCity.Ioc.Host.Settings;

/// <summary>The HTTP endpoint (<c>Ioc:Http</c>).</summary>
internal sealed class HttpSettings
{
    public string Address { get; set; } = "127.0.0.1";

    public int Port { get; set; } = 8080;

    /// <summary>Origins other than the server's own whose pages may open the hub.</summary>
    public List<string> AllowedOrigins { get; set; } = [];
}

/// <summary>The embedded MQTT endpoint (<c>Ioc:Mqtt:Listener</c>).</summary>
internal sealed class MqttListenerSettings
{
    public bool Enabled { get; set; } = true;

    public string Address { get; set; } = "127.0.0.1";

    public int Port { get; set; } = 1883;

    public int? TlsPort { get; set; }

    public string WebSocketPath { get; set; } = "/mqtt";

    /// <summary>Null: yes on a loopback address, otherwise no.</summary>
    public bool? AllowAnonymous { get; set; }

    public int MaxConnections { get; set; } = 20_000;

    public CertificateSettings Certificate { get; set; } = new();
}

/// <summary>A certificate in PEM files.</summary>
internal sealed class CertificateSettings
{
    public string? Path { get; set; }

    public string? KeyPath { get; set; }
}
