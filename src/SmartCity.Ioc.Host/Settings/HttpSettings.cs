namespace SmartCity.Ioc.Host.Settings;

/// <summary>The HTTP endpoint (<c>Ioc:Http</c>).</summary>
internal sealed class HttpSettings
{
    public string Address { get; set; } = "127.0.0.1";

    public int Port { get; set; } = 8080;

    /// <summary>Origins other than the server's own whose pages may open the hub.</summary>
    public List<string> AllowedOrigins { get; set; } = [];
}
