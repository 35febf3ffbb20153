namespace SmartCity.Ioc.Host.Settings;

/// <summary>The HTTP endpoint (<c>Ioc:Http</c>).</summary>
internal sealed class HttpSettings
{
    public string Address { get; set; } = "127.0.0.1";

    public int Port { get; set; } = 8080;

    /// <summary>The same over TLS, MQTT over WebSocket (<c>wss</c>) with it; null for none.</summary>
    public int? TlsPort { get; set; }

    public CertificateSettings Certificate { get; set; } = new();

    /// <summary>Origins other than the server's own whose pages may open the hub.</summary>
    public List<string> AllowedOrigins { get; set; } = [];
}
