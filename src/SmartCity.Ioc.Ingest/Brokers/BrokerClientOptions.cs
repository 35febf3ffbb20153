using System.Security.Cryptography.X509Certificates;
using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Ingest.Brokers;

/// <summary>From a broker's settings to its client's options.</summary>
internal static class BrokerClientOptions
{
    private const string AllDevices = "ioc/v1/#";

    /// <param name="index">The broker's number in the settings; part of the default client id.</param>
    public static MqttClientOptions Create(BrokerOptions broker, int index)
    {
        IEnumerable<string> topics = broker.Topics.Count > 0 ? broker.Topics : [AllDevices];
        return new MqttClientOptions
        {
            Url = new Uri(broker.Url!),
            Username = broker.Username,
            Password = broker.Password,
            ClientId = broker.ClientId ?? $"ioc-{MachineName()}-{index}",
            Subscriptions = [.. topics.Select(t => new MqttSubscription(t, (byte)broker.Qos, RetainHandling: MqttRetainHandling.SendIfNew))],
            Tls = ReadCertificates(broker.Certificate),

            // What is taken but not yet on disk: at 10,000 messages a second and 5 ms to the journal's fsync some 50; the rest is for a
            // broker that catches up after an outage.
            ReceiveMaximum = 5000,
            ReceiveBufferSize = 256 * 1024,
            ReadCoalescing = broker.ReadCoalescing,
        };
    }

    // A client id of these characters is one that every server must take ([MQTT-3.1.3-5]), but for the hyphen, which all take.
    private static string MachineName() =>
        string.Concat(Environment.MachineName.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));

    private static MqttTlsOptions? ReadCertificates(BrokerCertificateOptions files)
    {
        if (files is { AuthorityPath: null, Path: null })
        {
            return null;
        }

        X509Certificate2Collection authorities = [];
        if (files.AuthorityPath is { } authority)
        {
            authorities.ImportFromPemFile(authority);
        }

        return new MqttTlsOptions
        {
            Authorities = authorities,
            ClientCertificate = files.Path is { } path ? X509Certificate2.CreateFromPemFile(path, files.KeyPath ?? path) : null,
        };
    }
}
