using System.Buffers;
using System.Threading.Tasks.Sources;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>What a message of QoS 1 or 2 waits for.</summary>
internal enum OutboundStep : byte
{
    Free,

    /// <summary>Not sent on this connection yet.</summary>
    Waiting,

    /// <summary>PUBACK or PUBREC.</summary>
    Sent,

    /// <summary>QoS 2: the server has it, PUBCOMP is missing.</summary>
    Released,
}

/// <summary>One place for a message of QoS 1 or 2 until the server has it, used again and again; it keeps a copy to send once more after a
/// reconnection. Guarded by the session's lock, except for the completion, which its one awaiter takes.</summary>
internal sealed class OutboundSlot(ushort id, OutboundWindow owner) : IValueTaskSource
{
    private byte[] _content = [];
    private int _topicLength;
    private int _payloadLength;
    private ManualResetValueTaskSourceCore<bool> _completion = new() { RunContinuationsAsynchronously = true };

    public ushort Id => id;

    public OutboundStep Step { get; set; }

    /// <summary>The order of acceptance, which is the order of sending again ([MQTT-4.6.0-1]).</summary>
    public long Sequence { get; private set; }

    /// <summary>Sent on an earlier connection of this session: DUP is set ([MQTT-3.3.1-1]).</summary>
    public bool WasSent { get; set; }

    public byte Qos { get; private set; }

    public bool Retain { get; private set; }

    public ReadOnlySpan<byte> Topic => _content.AsSpan(0, _topicLength);

    public ReadOnlySequence<byte> Payload => new(_content, _topicLength, _payloadLength);

    public ReadOnlyMemory<byte> Properties { get; private set; }

    /// <summary>Whether a publisher awaits it; then the place is free only after that publisher has seen the outcome.</summary>
    public bool Awaited { get; private set; }

    public ValueTask Completion => new(this, _completion.Version);

    public void Fill(
        long sequence, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, byte qos, bool retain, ReadOnlyMemory<byte> properties, bool awaited)
    {
        var length = topic.Length + payload.Length;
        if (_content.Length < length)
        {
            _content = new byte[Math.Max(length, 256)];
        }

        topic.CopyTo(_content);
        payload.CopyTo(_content.AsSpan(topic.Length));
        (_topicLength, _payloadLength) = (topic.Length, payload.Length);
        (Sequence, Qos, Retain, Properties, Awaited) = (sequence, qos, retain, properties, awaited);
        Step = OutboundStep.Waiting;
        WasSent = false;
        if (awaited)
        {
            _completion.Reset();
        }
    }

    public void Complete(Exception? failure)
    {
        if (failure is null)
        {
            _completion.SetResult(true);
        }
        else
        {
            _completion.SetException(failure);
        }
    }

    public OutgoingPublish ToPublish(byte qos) => new()
    {
        Topic = Topic,
        Payload = Payload,
        Qos = qos,
        Retain = Retain,
        Duplicate = WasSent,
        PacketId = qos > 0 ? Id : (ushort)0,
        Properties = Properties.Span,
    };

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _completion.GetResult(token);
        }
        finally
        {
            owner.Free(this);
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _completion.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);
}
