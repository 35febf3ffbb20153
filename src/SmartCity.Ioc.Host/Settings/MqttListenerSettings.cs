using System.ComponentModel.DataAnnotations;
using SmartCity.Ioc.Mqtt.Broker;

namespace SmartCity.Ioc.Host.Settings;

/// <summary>The embedded MQTT endpoint (<c>Ioc:Mqtt:Listener</c>). Limits are those of <see cref="MqttBrokerOptions"/>, which says what each does.</summary>
internal sealed class MqttListenerSettings
{
    private static readonly MqttBrokerOptions Default = new();

    public bool Enabled { get; set; } = true;

    public string Address { get; set; } = "127.0.0.1";

    public int Port { get; set; } = 1883;

    public int? TlsPort { get; set; }

    public string WebSocketPath { get; set; } = "/mqtt";

    /// <summary>Null: yes on a loopback address, otherwise no.</summary>
    public bool? AllowAnonymous { get; set; }

    public CertificateSettings Certificate { get; set; } = new();

    [Range(1, 10_000_000)]
    public int MaxConnections { get; set; } = Default.MaximumConnections;

    [Range(1, 10_000_000)]
    public int MaxConnectionsPerAddress { get; set; } = Default.MaximumConnectionsPerAddress;

    /// <summary>New connections a second from one address.</summary>
    [Range(1, 1_000_000)]
    public int ConnectRate { get; set; } = Default.ConnectionsPerSecondPerAddress;

    /// <summary>Whether the two limits per address hold for this machine too.</summary>
    public bool LimitLoopback { get; set; } = Default.LimitLoopback;

    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = Default.ConnectTimeout;

    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WriteTimeout { get; set; } = Default.WriteTimeout;

    /// <summary>Zero: the client decides.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "18:12:15")]
    public TimeSpan MaxKeepAlive { get; set; } = TimeSpan.FromSeconds(Default.MaximumKeepAlive);

    [Range(1024, 256 * 1024 * 1024)]
    public int MaxPacketBytes { get; set; } = Default.MaximumPacketSize;

    /// <summary>PUBLISH packets a second from one client; 0 for no limit.</summary>
    [Range(0, 10_000_000)]
    public int MessageRate { get; set; } = Default.MaximumMessagesPerSecond;

    /// <summary>Messages of QoS 1 and 2 that a client may have unacknowledged.</summary>
    [Range(1, 65535)]
    public int ReceiveMaximum { get; set; } = Default.ReceiveMaximum;

    /// <summary>Messages of QoS 1 and 2 on their way to one client.</summary>
    [Range(1, 65535)]
    public int MaxInFlight { get; set; } = Default.MaximumInFlight;

    [Range(1, 1_000_000)]
    public int MaxQueuedMessages { get; set; } = Default.MaximumQueuedMessages;

    [Range(1024, int.MaxValue)]
    public int MaxQueuedBytes { get; set; } = Default.MaximumQueuedBytes;

    [Range(1, 1_000_000)]
    public int MaxSubscriptions { get; set; } = Default.MaximumSubscriptionsPerClient;

    [Range(1, 10_000_000)]
    public int MaxSessions { get; set; } = Default.MaximumSessions;

    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan MaxSessionExpiry { get; set; } = Default.MaximumSessionExpiry;

    [Range(0, 100_000_000)]
    public int MaxRetainedMessages { get; set; } = Default.MaximumRetainedMessages;

    /// <exception cref="StartException">A limit is out of its range.</exception>
    public void Check()
    {
        var faults = new List<ValidationResult>();
        if (!Validator.TryValidateObject(this, new ValidationContext(this), faults, validateAllProperties: true))
        {
            throw new StartException($"Ioc:Mqtt:Listener:{faults[0].MemberNames.First()} is out of range: {faults[0].ErrorMessage}");
        }
    }

    public void ApplyTo(MqttBrokerOptions broker)
    {
        broker.MaximumConnections = MaxConnections;
        broker.MaximumConnectionsPerAddress = MaxConnectionsPerAddress;
        broker.ConnectionsPerSecondPerAddress = ConnectRate;
        broker.LimitLoopback = LimitLoopback;
        broker.ConnectTimeout = ConnectTimeout;
        broker.WriteTimeout = WriteTimeout;
        broker.MaximumKeepAlive = (int)MaxKeepAlive.TotalSeconds;
        broker.MaximumPacketSize = MaxPacketBytes;
        broker.MaximumMessagesPerSecond = MessageRate;
        broker.ReceiveMaximum = ReceiveMaximum;
        broker.MaximumInFlight = MaxInFlight;
        broker.MaximumQueuedMessages = MaxQueuedMessages;
        broker.MaximumQueuedBytes = MaxQueuedBytes;
        broker.MaximumSubscriptionsPerClient = MaxSubscriptions;
        broker.MaximumSessions = MaxSessions;
        broker.MaximumSessionExpiry = MaxSessionExpiry;
        broker.MaximumRetainedMessages = MaxRetainedMessages;
    }
}
