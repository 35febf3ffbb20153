using System.Diagnostics.Metrics;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>What the broker has done since its start. Per-packet numbers arrive once per read batch.</summary>
public sealed class MqttBrokerCounters
{
    /// <summary>The meter's name, for whoever exports it.</summary>
    public const string MeterName = "SmartCity.Ioc.Mqtt.Broker";

    private readonly long[] _refused = new long[Enum.GetValues<MqttRefusal>().Length];
    private readonly long[] _dropped = new long[Enum.GetValues<MqttDropReason>().Length];
    private long _connections;
    private long _accepted;
    private long _received;
    private long _receivedBytes;
    private long _delivered;
    private long _takeOvers;
    private long _intakeWaits;

    internal MqttBrokerCounters(IMeterFactory? meters)
    {
        if (meters is null)
        {
            return;
        }

        var meter = meters.Create(MeterName);
        meter.CreateObservableUpDownCounter("mqtt.broker.connections", () => Connections, "{connection}");
        meter.CreateObservableCounter("mqtt.broker.connections.accepted", () => Accepted, "{connection}");
        meter.CreateObservableCounter("mqtt.broker.messages.received", () => Received, "{message}");
        meter.CreateObservableCounter("mqtt.broker.received", () => ReceivedBytes, "By");
        meter.CreateObservableCounter("mqtt.broker.messages.delivered", () => Delivered, "{message}");
        meter.CreateObservableCounter("mqtt.broker.sessions.taken_over", () => TakeOvers, "{session}");
        meter.CreateObservableCounter("mqtt.broker.intake.waits", () => IntakeWaits, "{wait}");
        meter.CreateObservableCounter("mqtt.broker.refused", () => Tagged<MqttRefusal>(_refused), "{refusal}");
        meter.CreateObservableCounter("mqtt.broker.messages.dropped", () => Tagged<MqttDropReason>(_dropped), "{message}");
    }

    /// <summary>Open now, with or without CONNECT.</summary>
    public long Connections => Volatile.Read(ref _connections);

    public long Accepted => Volatile.Read(ref _accepted);

    /// <summary>PUBLISH packets from clients.</summary>
    public long Received => Volatile.Read(ref _received);

    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>PUBLISH packets to clients, first time and again.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    public long TakeOvers => Volatile.Read(ref _takeOvers);

    /// <summary>How often a full intake stopped a connection from reading.</summary>
    public long IntakeWaits => Volatile.Read(ref _intakeWaits);

    public long RefusedFor(MqttRefusal reason) => Volatile.Read(ref _refused[(int)reason]);

    public long DroppedFor(MqttDropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    internal void Opened()
    {
        Interlocked.Increment(ref _connections);
        Interlocked.Increment(ref _accepted);
    }

    internal void Closed() => Interlocked.Decrement(ref _connections);

    internal void Read(long messages, long bytes)
    {
        Interlocked.Add(ref _received, messages);
        Interlocked.Add(ref _receivedBytes, bytes);
    }

    internal void DeliveredOne() => Interlocked.Increment(ref _delivered);

    internal void TookOver() => Interlocked.Increment(ref _takeOvers);

    internal void WaitedForIntake() => Interlocked.Increment(ref _intakeWaits);

    internal void Refused(MqttRefusal reason) => Interlocked.Increment(ref _refused[(int)reason]);

    internal void Dropped(MqttDropReason reason) => Interlocked.Increment(ref _dropped[(int)reason]);

    private static IEnumerable<Measurement<long>> Tagged<T>(long[] values)
        where T : struct, Enum
    {
        foreach (var reason in Enum.GetValues<T>())
        {
            yield return new Measurement<long>(Volatile.Read(ref values[Convert.ToInt32(reason, null)]), new KeyValuePair<string, object?>("reason", reason.ToString()));
        }
    }
}
