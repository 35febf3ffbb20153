using System.Runtime.CompilerServices;
using System.Text;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <content>Publishing: into the window for QoS 1 and 2, straight into the connection's output for QoS 0.</content>
public sealed partial class MqttClient
{
    /// <summary>
    /// Publishes. QoS 0: completes when the message waits for the socket; waits itself while there is no connection or too much waits.
    /// QoS 1 and 2: completes when the server has it, over as many connections as that takes; waits for a place while the window is full.
    /// The payload may be used again afterwards.
    /// </summary>
    /// <param name="properties">MQTT 5; left out before.</param>
    /// <exception cref="MqttClientException">The server refused the message; the exception has its reason.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; a message of QoS 1 or 2 may still be delivered.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask PublishAsync(
        string topic,
        ReadOnlyMemory<byte> payload,
        byte qos = 0,
        bool retain = false,
        MqttProperties? properties = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(topic);
        ReadOnlyMemory<byte> block = properties?.ToBlock();
        OutboundSlot? slot;
        while (!TryAccept(topic, payload, qos, retain, block, out slot, out var connection, out var changed))
        {
            connection?.Flush();
            await changed!.WaitAsync(cancellation);
        }

        if (slot is null)
        {
            return;
        }

        if (cancellation.CanBeCanceled)
        {
            await slot.Completion.AsTask().WaitAsync(cancellation);
        }
        else
        {
            await slot.Completion;
        }
    }

    /// <summary>
    /// For senders of tens of thousands of messages a second: appends the message without sending, copies it, allocates nothing. False
    /// where there is no room or no connection; then, and at the end of each burst, <see cref="FlushAsync"/>. What becomes of a message of
    /// QoS 1 or 2 is the client's business: it is sent until the server has it.
    /// </summary>
    /// <param name="topic">A valid topic name, UTF-8.</param>
    public bool TryPublish(ReadOnlySpan<byte> topic, ReadOnlyMemory<byte> payload, byte qos = 0, bool retain = false)
    {
        CheckPublish(topic, qos);
        lock (_session.Gate)
        {
            return TryAccept(topic, payload, qos, retain, default, awaited: false, out _);
        }
    }

    /// <summary>Sends what <see cref="TryPublish"/> has appended and waits until there is room for a burst more: half of the window.</summary>
    public ValueTask FlushAsync(CancellationToken cancellation = default)
    {
        MqttConnection? connection;
        lock (_session.Gate)
        {
            connection = _connection;
            connection?.Outgoing.WriteWaiting();
        }

        connection?.Flush();
        lock (_session.Gate)
        {
            ObjectDisposedException.ThrowIf(_state == MqttClientState.Stopped, this);
            if (HasRoomForMany)
            {
                return ValueTask.CompletedTask;
            }

            if (!cancellation.CanBeCanceled && _room.TryBegin(out var wait))
            {
                return wait;
            }
        }

        return new ValueTask(WaitUntilAsync(() => HasRoomForMany || _state == MqttClientState.Stopped, cancellation));
    }

    /// <summary>Waits until the server has every message of QoS 1 and 2, and the socket every one of QoS 0.</summary>
    public Task DrainAsync(CancellationToken cancellation = default) =>
        WaitUntilAsync(() => _session.Outbound.InUse == 0 && _connection is null or { IsSent: true }, cancellation);

    private bool HasRoomForMany => _connection is { Outgoing.HasRoom: true } && _session.Outbound.HasRoomForMany;

    // Under the session's lock, with every change.
    private void EndRoomWait()
    {
        if (_room.IsWaiting && (HasRoomForMany || _state == MqttClientState.Stopped))
        {
            _room.End(_state == MqttClientState.Stopped ? new ObjectDisposedException(nameof(MqttClient)) : null);
        }
    }

    private bool TryAccept(
        string topic,
        ReadOnlyMemory<byte> payload,
        byte qos,
        bool retain,
        ReadOnlyMemory<byte> properties,
        out OutboundSlot? slot,
        out MqttConnection? connection,
        out Task? changed)
    {
        Span<byte> utf8 = topic.Length <= 128 ? stackalloc byte[512] : new byte[Encoding.UTF8.GetMaxByteCount(topic.Length)];
        utf8 = utf8[..Encoding.UTF8.GetBytes(topic, utf8)];
        CheckPublish(utf8, qos);
        bool accepted;
        lock (_session.Gate)
        {
            accepted = TryAccept(utf8, payload, qos, retain, properties, awaited: true, out slot);
            connection = _connection;
            changed = accepted ? null : _session.Changed.Next;
        }

        if (accepted)
        {
            connection?.Flush();
        }

        return accepted;
    }

    // Under the session's lock.
    private bool TryAccept(
        ReadOnlySpan<byte> topic,
        ReadOnlyMemory<byte> payload,
        byte qos,
        bool retain,
        ReadOnlyMemory<byte> properties,
        bool awaited,
        out OutboundSlot? slot)
    {
        slot = null;
        ObjectDisposedException.ThrowIf(_state == MqttClientState.Stopped, this);
        if (_connection is { } connection)
        {
            CheckSize(connection, topic, payload, properties);
        }

        if (qos == 0)
        {
            if (_connection is null || !_connection.Outgoing.TryWriteQos0(topic, payload, retain, properties))
            {
                return false;
            }
        }
        else
        {
            // Without a connection a message of QoS 1 or 2 takes its place in the window all the same, and leaves with the next one.
            if (_session.Outbound.IsFull || (!awaited && !_session.Outbound.HasRoom))
            {
                return false;
            }

            slot = _session.Outbound.Add(topic, payload.Span, qos, retain, properties, awaited);
            _connection?.Outgoing.WriteWaiting();
        }

        _session.Published++;
        return true;
    }

    private static void CheckSize(
        MqttConnection connection, ReadOnlySpan<byte> topic, ReadOnlyMemory<byte> payload, ReadOnlyMemory<byte> properties)
    {
        // 16: the fixed header, the packet identifier, the property length and a topic alias at their longest.
        var longest = 16L + topic.Length + payload.Length + properties.Length;
        if (longest > connection.Handshake.MaximumPacketSize)
        {
            throw new MqttClientException($"The message is larger than the {connection.Handshake.MaximumPacketSize} bytes that the server takes.");
        }
    }

    private static void CheckPublish(ReadOnlySpan<byte> topic, byte qos)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(qos, 2);
        if (!MqttTopic.IsName(topic))
        {
            throw new ArgumentException("Not a topic name that can be published to.", nameof(topic));
        }
    }
}
