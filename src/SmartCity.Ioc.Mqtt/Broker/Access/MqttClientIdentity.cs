using System.Net;
using System.Text;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Who is at the other end.</summary>
/// <param name="UserName">As authenticated; null for anonymous.</param>
/// <param name="CertificateSubject">Distinguished name of the client certificate, or null.</param>
public sealed record MqttClientIdentity(string ClientId, string? UserName, string? CertificateSubject, IPAddress? Address)
{
    public bool IsLoopback => Address is null || IPAddress.IsLoopback(Address);

    internal byte[] ClientIdUtf8 { get; } = Encoding.UTF8.GetBytes(ClientId);

    internal byte[] UserNameUtf8 => Encoding.UTF8.GetBytes(UserName ?? "");
}
