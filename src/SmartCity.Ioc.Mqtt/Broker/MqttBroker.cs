using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// The embedded broker: sessions, subscriptions, retained messages, and the way of a message between them. Connections call in from the
/// threads that read their sockets. Lock order: the session table, a session, then the leaves (topic trees, outbound buffers, store).
/// </summary>
public sealed partial class MqttBroker : IMqttPublisher, IDisposable
{
    private readonly ConcurrentDictionary<BrokerConnection, bool> _connections = [];
    private readonly SubscriptionTree _subscriptions = new();
    private readonly RetainedMessages _retained;
    private readonly RefusalLog _refusals;
    private readonly AddressLimits _addresses;
    private readonly ITimer _timer;
    private long _queuedBytes;
    private long _heldBytes;
    private bool _isStopping;

    internal MqttBroker(MqttBrokerDependencies given)
    {
        Options = given.Options;
        Time = given.Time;
        Log = given.Log;
        Store = given.Store;
        Authenticator = given.Authenticator;
        Authorizer = given.Authorizer;
        Intake = given.Intake;
        IntakeFilter = given.Intake is null ? null : given.IntakeFilter;
        Counters = new MqttBrokerCounters(given.Meters);
        _retained = new RetainedMessages(Options.MaximumRetainedMessages, Options.MaximumRetainedBytes);
        _refusals = new RefusalLog(Log, Time);
        _addresses = new AddressLimits(Options, Time);
        _accessRevision = Authorizer.Revision;
        Restore();
        _startedAt = Time.GetTimestamp();
        _sysDueAt = _startedAt;
        _timer = Time.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public MqttBrokerCounters Counters { get; }

    /// <summary>Connections whose socket has not yet taken what was given to it: those that do not keep up, when it lasts.</summary>
    public int ConnectionsFlushing => _connections.Keys.Count(connection => connection.Outbound.IsFlushing);

    public int RetainedCount => _retained.Count;

    public int SubscriptionCount => _subscriptions.Count;

    internal MqttBrokerOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ILogger Log { get; }

    internal IMqttSessionStore Store { get; }

    internal IMqttAuthenticator Authenticator { get; }

    internal IMqttAuthorizer Authorizer { get; }

    internal IPublishIntake? Intake { get; }

    internal PublishIntakeFilter? IntakeFilter { get; }

    internal bool HasSubscribers => _subscriptions.Count > 0;

    internal long NowMillis => Time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Payload bytes that wait for clients that do not keep up or sleep.</summary>
    internal long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>Publishes a message of the server's own. Not offered to the intake.</summary>
    /// <exception cref="ArgumentException">Not a topic name, or QoS above 2.</exception>
    public void Publish(string topic, ReadOnlySpan<byte> payload, byte qos = 0, bool retain = false)
    {
        var name = Encoding.UTF8.GetBytes(topic);
        if (!MqttTopic.IsName(name) || qos > 2)
        {
            throw new ArgumentException($"'{topic}' with QoS {qos} can not be published to.", nameof(topic));
        }

        var message = new RoutedMessage(new BrokerMessage { Topic = name, Payload = payload.ToArray(), Qos = qos });
        PublishAndFlush(ref message, retain);
    }

    /// <summary>Says goodbye to all clients (DISCONNECT 0x8B to MQTT 5) and refuses new ones.</summary>
    public void Stop()
    {
        Volatile.Write(ref _isStopping, true);
        foreach (var connection in _connections.Keys)
        {
            connection.Close(MqttReasonCode.ServerShuttingDown);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        Stop();
    }

    internal static string NewClientId() => string.Concat("auto-", Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(12)));

    /// <summary>Lets a connection in or counts why not.</summary>
    internal bool TryOpen(BrokerConnection connection)
    {
        if (Volatile.Read(ref _isStopping) || _connections.Count >= Options.MaximumConnections)
        {
            Refused(MqttRefusal.TooManyConnections, connection.Address, null, null);
            return false;
        }

        if (_addresses.TryEnter(connection.Address) is { } why)
        {
            Refused(why, connection.Address, null, null);
            return false;
        }

        _connections.TryAdd(connection, true);
        Counters.Opened();
        return true;
    }

    internal void Closed(BrokerConnection connection)
    {
        if (_connections.TryRemove(connection, out _))
        {
            _addresses.Leave(connection.Address);
            Counters.Closed();
        }
    }

    internal void Refused(MqttRefusal why, IPAddress? address, string? clientId, string? detail)
    {
        Counters.Refused(why);
        _refusals.Note(why, address, clientId, detail);
    }

    internal bool MayPublish(MqttClientIdentity identity, ReadOnlySpan<byte> topic) =>
        TopicGate.IsWritable(topic) && Authorizer.MayPublish(identity, topic);

    internal bool MaySubscribe(MqttClientIdentity identity, ReadOnlySpan<byte> filter) => Authorizer.MaySubscribe(identity, filter);

    /// <summary>What peers make the broker hold of their side; see <see cref="MqttBrokerOptions.MaximumHeldBytesTotal"/>.</summary>
    internal long HeldBytes => Volatile.Read(ref _heldBytes);

    internal long AddHeldBytes(long bytes) => Interlocked.Add(ref _heldBytes, bytes);

    internal void AddQueuedBytes(long bytes) => Interlocked.Add(ref _queuedBytes, bytes);
}
