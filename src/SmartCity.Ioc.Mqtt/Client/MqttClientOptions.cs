using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>Settings of one client; fixed for its life.</summary>
public sealed class MqttClientOptions
{
    /// <summary><c>mqtt://</c>, <c>mqtts://</c>, <c>ws://</c> or <c>wss://</c>; ports default to 1883, 8883, 80 and 443, the path of the
    /// WebSocket schemes to <c>/mqtt</c>.</summary>
    public required Uri Url { get; init; }

    /// <summary>Identifies the session. Empty: the server assigns one (and there is no session to come back to).</summary>
    public string ClientId { get; init; } = "";

    public string? Username { get; init; }

    /// <summary>Never logged.</summary>
    public string? Password { get; init; }

    /// <summary>Null: MQTT 5, and 3.1.1 where the server refuses that (NATS, mosquitto before 1.6).</summary>
    public MqttProtocolVersion? Protocol { get; init; }

    /// <summary>Whether the first connection of this object throws away what the server kept under <see cref="ClientId"/>. Later ones go on
    /// with the session where <see cref="SessionExpiry"/> lets it live. In MQTT 3.1.1 such a session ends with its connection.</summary>
    public bool CleanStart { get; init; }

    /// <summary>How long the server keeps session and queue after a disconnection; zero = not at all. MQTT 3.1.1 knows only zero and for
    /// ever.</summary>
    public TimeSpan SessionExpiry { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The longest silence on our side, and the longest on the server's before it is asked whether it lives. Zero = none.</summary>
    public TimeSpan KeepAlive { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a server that was asked (PINGREQ) may stay silent before the connection is given up.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From the first SYN to CONNACK.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>QoS 1 and 2 messages that the server may send without an acknowledgement. MQTT 5; a 3.1.1 server has a limit of its own.</summary>
    public int ReceiveMaximum { get; init; } = 1000;

    /// <summary>QoS 1 and 2 messages of ours without an acknowledgement, at most 65,000; the server's receive maximum may lower it.</summary>
    public int MaximumInflight { get; init; } = 1000;

    /// <summary>The largest packet that is kept whole. The default holds a payload of 256 KiB with any topic and properties around it.</summary>
    public int MaximumPacketSize { get; init; } = 512 * 1024;

    /// <summary>A larger PUBLISH, up to this, is skipped: the intake gets its beginning and how much is missing, and it is acknowledged, or the
    /// server would send it again for ever. A larger packet still closes the connection; an MQTT 5 server is told not to send one.</summary>
    public int MaximumSkippedPacketSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>Topic aliases that the server may use towards us. MQTT 5.</summary>
    public int TopicAliasMaximum { get; init; } = 1000;

    /// <summary>Topics of ours that are replaced by aliases, first come first served, within what the server allows. MQTT 5.</summary>
    public int PublishTopicAliases { get; init; }

    /// <summary>Bytes asked for per read. The buffer starts smaller and grows to this when reads fill it.</summary>
    public int ReceiveBufferSize { get; init; } = 64 * 1024;

    /// <summary>Bytes that may wait for the socket before publishers have to.</summary>
    public int SendBufferSize { get; init; } = 256 * 1024;

    /// <summary>At high rates, how long a read waits for its neighbours: one wake-up for many packets, on a thread of the connection's own.
    /// A message after a silence is never delayed. Whole milliseconds, at most 100; zero = off, the pool's threads read what comes when it
    /// comes: for programs of many clients.</summary>
    public TimeSpan ReadCoalescing { get; init; }

    /// <summary>The first wait before a new attempt; doubles up to <see cref="MaximumReconnectDelay"/>, each drawn between half and
    /// whole.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan MaximumReconnectDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long disposal waits for acknowledgements that are under way, both ways.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(5);

    public IReadOnlyList<MqttSubscription> Subscriptions { get; init; } = [];

    public MqttWill? Will { get; init; }

    public MqttTlsOptions? Tls { get; init; }

    internal bool KeepsSession => SessionExpiry > TimeSpan.Zero && ClientId.Length > 0;

    internal void Validate()
    {
        _ = MqttEndpoint.Parse(Url);
        Require(ReceiveMaximum is >= 1 and <= ushort.MaxValue, nameof(ReceiveMaximum));
        Require(MaximumInflight is >= 1 and <= PacketIds.LastPublish, nameof(MaximumInflight));
        Require(MaximumPacketSize is >= 16 and <= MqttFrame.ProtocolMaximum, nameof(MaximumPacketSize));
        Require(MaximumSkippedPacketSize is >= 16 and <= MqttFrame.ProtocolMaximum, nameof(MaximumSkippedPacketSize));
        Require(TopicAliasMaximum is >= 0 and <= ushort.MaxValue, nameof(TopicAliasMaximum));
        Require(PublishTopicAliases is >= 0 and <= ushort.MaxValue, nameof(PublishTopicAliases));
        Require(ReceiveBufferSize >= 1024, nameof(ReceiveBufferSize));
        Require(SendBufferSize >= 1024, nameof(SendBufferSize));
        Require(ReadCoalescing >= TimeSpan.Zero && ReadCoalescing.TotalMilliseconds <= 100, nameof(ReadCoalescing));
        Require(KeepAlive >= TimeSpan.Zero && KeepAlive.TotalSeconds <= ushort.MaxValue, nameof(KeepAlive));
        Require(ConnectTimeout > TimeSpan.Zero, nameof(ConnectTimeout));
        Require(ResponseTimeout > TimeSpan.Zero, nameof(ResponseTimeout));
        Require(ReconnectDelay > TimeSpan.Zero, nameof(ReconnectDelay));
        Require(MaximumReconnectDelay >= ReconnectDelay, nameof(MaximumReconnectDelay));
        Require(SessionExpiry >= TimeSpan.Zero, nameof(SessionExpiry));
        Require(Subscriptions.All(s => s.Qos <= 2 && MqttTopic.IsFilter(Encoding.UTF8.GetBytes(s.Filter))), nameof(Subscriptions));
        Require(Will is null or { Qos: <= 2 }, nameof(Will));
        Require(Protocol is null or MqttProtocolVersion.V311 or MqttProtocolVersion.V500, nameof(Protocol));
    }

    private static void Require(bool holds, string option)
    {
        if (!holds)
        {
            throw new ArgumentException($"{option} is out of its range.", option);
        }
    }
}
