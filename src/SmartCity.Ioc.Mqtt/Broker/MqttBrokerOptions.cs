using System.ComponentModel.DataAnnotations;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Limits of the embedded broker. Every one is there so that no peer can make the process grow without bound.</summary>
public sealed class MqttBrokerOptions
{
    /// <summary>Bytes of a whole packet that a client may send; told to MQTT 5 clients in CONNACK.</summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaximumPacketSize { get; set; } = 1024 * 1024;

    /// <summary>
    /// A client of MQTT 3.1.1 can not be told <see cref="MaximumPacketSize"/>, and would send a refused message again for ever. Up to this size
    /// a PUBLISH of it is therefore skipped and acknowledged; the intake gets its beginning, and no subscriber anything. A larger one closes.
    /// </summary>
    [Range(1024, 256 * 1024 * 1024)]
    public int MaximumSkippedPacketSize { get; set; } = 64 * 1024 * 1024;

    /// <summary>QoS 1 and 2 messages that a client may have unacknowledged. A 3.1.1 client, which can not be told, is not read further.</summary>
    [Range(1, 65535)]
    public int ReceiveMaximum { get; set; } = 1024;

    /// <summary>Topic aliases that a client may set, 0 for none.</summary>
    [Range(0, 65535)]
    public int TopicAliasMaximum { get; set; } = 32;

    /// <summary>Topic aliases that the broker sets towards a client that allows them.</summary>
    [Range(0, 65535)]
    public int OutgoingTopicAliasMaximum { get; set; } = 32;

    /// <summary>QoS 1 and 2 messages on their way to one client, unless the client wants fewer.</summary>
    [Range(1, 65535)]
    public int MaximumInFlight { get; set; } = 100;

    /// <summary>
    /// Messages that wait for one client beyond those in flight. When full, the oldest waiting QoS 0 message is dropped, and where there is
    /// none the oldest of QoS 1 or 2. Messages in flight are never dropped.
    /// </summary>
    [Range(1, 1_000_000)]
    public int MaximumQueuedMessages { get; set; } = 1000;

    /// <summary>Bytes of payload that wait for one client; the same policy.</summary>
    [Range(1024, int.MaxValue)]
    public int MaximumQueuedBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Bytes of payload that wait for all clients together. When reached, new messages for whoever does not keep up are dropped.</summary>
    [Range(1024, long.MaxValue)]
    public long MaximumQueuedBytesTotal { get; set; } = 256 * 1024 * 1024;

    /// <summary>
    /// Bytes that all peers together make the broker hold of their own, beyond 16 KiB each: packets of which only a part has come, and topics
    /// behind aliases. When reached, whoever needs more is closed: ten thousand packets that never end cost this much and no more.
    /// </summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long MaximumHeldBytesTotal { get; set; } = 256 * 1024 * 1024;

    /// <summary>Encoded bytes that may wait for a socket; above it messages wait in the queue and the client is not read.</summary>
    [Range(1024, int.MaxValue)]
    public int MaximumOutboundBytes { get; set; } = 128 * 1024;

    [Range(1, int.MaxValue)]
    public int MaximumConnections { get; set; } = 20_000;

    /// <summary>A gateway may stand for many devices, so this is generous.</summary>
    [Range(1, int.MaxValue)]
    public int MaximumConnectionsPerAddress { get; set; } = 5_000;

    /// <summary>New connections a second from one address, in the long run; five seconds' worth may come at once.</summary>
    [Range(1, int.MaxValue)]
    public int ConnectionsPerSecondPerAddress { get; set; } = 200;

    /// <summary>Whether the two limits per address hold for loopback too, where a simulator stands for a whole city.</summary>
    public bool LimitLoopback { get; set; }

    /// <summary>From the accepted socket to a whole CONNECT.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a peer may take nothing of what waits for it.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest keep-alive in seconds; a client that asks for more, or for none, is told this one (MQTT 5). 0: the client decides.</summary>
    [Range(0, 65535)]
    public int MaximumKeepAlive { get; set; }

    /// <summary>Longest time that a session outlives its connection; also that of a 3.1.1 session without Clean Session.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan MaximumSessionExpiry { get; set; } = TimeSpan.FromDays(30);

    /// <summary>
    /// Time that the clients of kept sessions have after a start of the broker to come back before their wills are published: long enough for
    /// all of them to reconnect, so that a restart does not report a city offline. A longer will delay counts instead, a session's end comes first.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan WillGraceAfterStart { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Sessions, with or without a connection. When reached, new clients are refused as busy.</summary>
    [Range(1, int.MaxValue)]
    public int MaximumSessions { get; set; } = 100_000;

    [Range(1, int.MaxValue)]
    public int MaximumSubscriptionsPerClient { get; set; } = 1000;

    /// <summary>PUBLISH packets a second from one client, in the long run; two seconds' worth may come at once. 0 for no limit.</summary>
    [Range(0, int.MaxValue)]
    public int MaximumMessagesPerSecond { get; set; }

    [Range(0, int.MaxValue)]
    public int MaximumRetainedMessages { get; set; } = 200_000;

    /// <summary>Bytes of topic, payload and properties of all retained messages.</summary>
    [Range(0, long.MaxValue)]
    public long MaximumRetainedBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>UTF-8 bytes of a client identifier; the specification asks for 23 at least.</summary>
    [Range(23, 65535)]
    public int MaximumClientIdLength { get; set; } = 1024;

    /// <summary>Levels of a topic name or filter. The topic tree is walked recursively, so this also bounds the stack.</summary>
    [Range(1, 500)]
    public int MaximumTopicLevels { get; set; } = 200;

    /// <summary>Answer to Request Response Information: the topic under which clients may build response topics. Null for none.</summary>
    public string? ResponseInformation { get; set; }

    /// <summary>How often <c>$SYS/broker/…</c> is published. Zero for never.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan SysInterval { get; set; } = TimeSpan.FromSeconds(10);
}
