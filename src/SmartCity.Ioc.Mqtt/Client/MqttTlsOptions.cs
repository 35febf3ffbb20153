using System.Security.Cryptography.X509Certificates;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>How <c>mqtts://</c> and <c>wss://</c> check the server and show who they are.</summary>
public sealed class MqttTlsOptions
{
    /// <summary>Authorities that the server's certificate must come from; empty = those of the operating system.</summary>
    public X509Certificate2Collection Authorities { get; init; } = [];

    /// <summary>The client's own certificate with its private key, or null.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>The name that the server's certificate must carry; null = the host of the URL.</summary>
    public string? TargetHost { get; init; }
}
