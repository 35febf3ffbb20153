namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>Where a URL leads: host, port, and what is spoken below MQTT.</summary>
internal sealed record MqttEndpoint(string Host, int Port, bool Tls, string? WebSocketPath)
{
    /// <summary>The address as it may be logged: no user, no password, no query.</summary>
    public override string ToString() =>
        (WebSocketPath is null ? Tls ? "mqtts" : "mqtt" : Tls ? "wss" : "ws") + $"://{Host}:{Port}{WebSocketPath}";

    /// <exception cref="ArgumentException">Not an absolute URL of one of the four schemes.</exception>
    public static MqttEndpoint Parse(Uri url)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!url.IsAbsoluteUri || url.Host.Length == 0)
        {
            throw new ArgumentException("The URL names no host; expected something like mqtt://host:1883.", nameof(url));
        }

        var (tls, webSocket, port) = url.Scheme switch
        {
            "mqtt" or "tcp" => (false, false, 1883),
            "mqtts" or "ssl" => (true, false, 8883),
            "ws" => (false, true, 80),
            "wss" => (true, true, 443),
            _ => throw new ArgumentException($"The scheme {url.Scheme} is not mqtt, mqtts, ws or wss.", nameof(url)),
        };
        var path = !webSocket ? null : url.AbsolutePath is "/" ? "/mqtt" : url.AbsolutePath;
        return new MqttEndpoint(url.IdnHost, url.Port > 0 ? url.Port : port, tls, path);
    }
}
