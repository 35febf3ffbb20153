using System.Buffers;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>
/// One connection of a session and its loop: read as much as there is, decode in place, hand over, acknowledge what is ready, once per
/// read. The loop never waits for a write, since a server that waits for us to read would then never be read; what it writes is bounded
/// by receive maximum and window.
/// </summary>
internal sealed class MqttConnection : IAcknowledger, IThreadPoolWorkItem, IDisposable
{
    private readonly MqttTransport _transport;
    private readonly ConnectPacket _asked;
    private readonly MqttClientOptions _options;
    private readonly MqttSession _session;
    private readonly IPublishIntake? _intake;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly ReceiveBuffer _buffer;
    private readonly OutputBuffer _output;
    private readonly MqttScratch _scratch = new();
    private readonly InboundAliases _inboundAliases;
    private readonly CoalescingDelay? _coalescing;
    private readonly CancellationTokenSource _closed = new();
    private OutboundAliases _outboundAliases = new(0);
    private KeepAliveState? _keepAlive;
    private ITimer? _keepAliveTimer;
    private InboundLedger _inbound;
    private string? _endReason;
    private volatile bool _intakeFailed;
    private bool _inRead;
    private int _acknowledging;
    private long _lastHeard;

    public MqttConnection(
        MqttTransport transport,
        ConnectPacket asked,
        MqttClientOptions options,
        MqttSession session,
        IPublishIntake? intake,
        ILogger logger,
        TimeProvider time)
    {
        _transport = transport;
        _asked = asked;
        _options = options;
        _session = session;
        _intake = intake;
        _logger = logger;
        _time = time;
        _buffer = new ReceiveBuffer(options.ReceiveBufferSize);
        _output = new OutputBuffer(transport.Stream, session.Gate, session.Changed, OnSent, e => Abort(e.Message));
        _inboundAliases = new InboundAliases(options.TopicAliasMaximum);
        _coalescing = options.ReadCoalescing > TimeSpan.Zero ? new CoalescingDelay(time) : null;
        _inbound = session.Inbound;
        _lastHeard = time.GetTimestamp();
        Handshake = new MqttHandshake(asked.Version, false, asked.ClientId, options.KeepAlive, 0, 2, 0, 0);
    }

    private enum Step : byte
    {
        /// <summary>All whole packets are dealt with.</summary>
        ReadOn,

        /// <summary>The consumer refused the packet at the head of the buffer.</summary>
        WaitForRoom,
        End,
    }

    /// <summary>What was agreed; meaningful after <see cref="ShakeHandsAsync"/>.</summary>
    public MqttHandshake Handshake { get; private set; }

    /// <summary>Disposal has begun: messages of QoS 1 and 2 stay with the server, which sends them again to whoever takes up the session.</summary>
    public bool Draining { get; set; }

    /// <summary>When the server was last heard, as a timestamp of the time provider.</summary>
    public long LastHeard => Volatile.Read(ref _lastHeard);

    /// <summary>Sends CONNECT and waits for CONNACK.</summary>
    public async Task<MqttHandshake> ShakeHandsAsync(CancellationToken cancellation)
    {
        using var abort = cancellation.Register(static c => ((MqttConnection)c!).Abort("no CONNACK in time"), this);
        lock (_session.Gate)
        {
            _asked.Write(_output.Writer);
        }

        _output.Flush();
        while (true)
        {
            var read = await _transport.Stream.ReadAsync(_buffer.Free(0), cancellation);
            if (read == 0)
            {
                throw new MqttClientException(_endReason ?? "The server closed the connection without a CONNACK.");
            }

            _buffer.Received(read);
            var unread = _buffer.Unread;
            var before = unread.Length;
            switch (MqttFrame.TryRead(ref unread, _asked.Version, _options.MaximumPacketSize, out var frame, out var error))
            {
                case MqttReadStatus.Error:
                    throw new MqttClientException($"The server does not speak MQTT ({error}).");
                case MqttReadStatus.Frame:
                    Handshake = MqttHandshake.Read(frame, _asked, _options, _scratch);
                    _buffer.Consume(before - unread.Length);
                    return Handshake;
            }
        }
    }

    /// <summary>Takes up the session: what was under way goes on, what is not subscribed is. Before <see cref="RunAsync"/>, which lets it
    /// all leave.</summary>
    public void Begin()
    {
        var now = _time.GetTimestamp();
        lock (_session.Gate)
        {
            _inbound = _session.Inbound;
            _inbound.Begin(this);
            _session.MaximumQos = Math.Min(_session.MaximumQos, Handshake.MaximumQos);
            _outboundAliases = new OutboundAliases(Math.Min(_options.PublishTopicAliases, Handshake.TopicAliasMaximum));
            _keepAlive = new KeepAliveState(Ticks(Handshake.KeepAlive), Ticks(_options.ResponseTimeout), now);
            _session.Subscriptions.Begin(Handshake.SessionPresent);
            _session.Subscriptions.Write(_output.Writer, Handshake.Version);
            foreach (var slot in _session.Outbound.Begin(Handshake.ReceiveMaximum, Handshake.Qos2Maximum, Handshake.SessionPresent))
            {
                new AckPacket(MqttPacketType.PubRel, slot.Id).Write(_output.Writer, Handshake.Version);
            }

            WriteWaiting();
        }

        if (Handshake.KeepAlive > TimeSpan.Zero)
        {
            // Four looks per interval, and per response time: neither is overrun by more than a quarter.
            var period = TimeSpan.FromTicks(Math.Min(Handshake.KeepAlive.Ticks, _options.ResponseTimeout.Ticks) / 4);
            _keepAliveTimer = _time.CreateTimer(static c => ((MqttConnection)c!).OnKeepAliveTimer(), this, period, period);
        }
    }

    /// <summary>Runs until the connection ends; says why.</summary>
    public async Task<string> RunAsync()
    {
        var lastRead = _time.GetTimestamp();
        try
        {
            while (true)
            {
                var step = Process(out var needed);
                if (step == Step.End)
                {
                    return _endReason ?? "ended";
                }

                _output.Flush();
                if (step == Step.WaitForRoom)
                {
                    await WaitForRoomAsync();
                    continue;
                }

                // Only when reads follow each other closely anyway; the first message after a silence is not held back.
                if (_coalescing is not null && _time.GetElapsedTime(lastRead) < 2 * _options.ReadCoalescing)
                {
                    await _coalescing.WaitAsync(_options.ReadCoalescing);
                }

                var read = await _transport.Stream.ReadAsync(_buffer.Free(needed));
                if (read == 0)
                {
                    return _endReason ?? "the server closed the connection";
                }

                lastRead = _time.GetTimestamp();
                Volatile.Write(ref _lastHeard, lastRead);
                lock (_session.Gate)
                {
                    _keepAlive!.Heard(lastRead);
                }

                _buffer.Received(read);
            }
        }
        catch (Exception e) when (_closed.IsCancellationRequested || e is IOException or System.Net.Sockets.SocketException
            or System.Net.WebSockets.WebSocketException)
        {
            return _endReason ?? e.Message;
        }
        finally
        {
            lock (_session.Gate)
            {
                _session.Outbound.End();
            }

            _inbound.End();
        }
    }

    /// <summary>Appends a publish if there is room for it now. Under the session's lock.</summary>
    public bool TryWriteQos0(ReadOnlySpan<byte> topic, ReadOnlyMemory<byte> payload, bool retain, ReadOnlyMemory<byte> properties)
    {
        if (_output.Pending >= _options.SendBufferSize)
        {
            return false;
        }

        Write(new OutgoingPublish { Topic = topic, Payload = new ReadOnlySequence<byte>(payload), Retain = retain, Properties = properties.Span });
        return true;
    }

    /// <summary>Room for more publishes, and the window's next ones written. Under the session's lock.</summary>
    public bool WriteWaiting()
    {
        while (_output.Pending < _options.SendBufferSize && _session.Outbound.TryNextToSend(out var slot))
        {
            var qos = Math.Min(slot.Qos, _session.MaximumQos);
            Write(slot.ToPublish(qos));
            if (qos == 0)
            {
                _session.Outbound.Finish(slot, null);
            }
        }

        return _output.Pending < _options.SendBufferSize;
    }

    /// <summary>SUBSCRIBE and UNSUBSCRIBE for what is new. Under the session's lock.</summary>
    public void WriteSubscriptions() => _session.Subscriptions.Write(_output.Writer, Handshake.Version);

    /// <summary>Sends what was appended.</summary>
    public void Flush() => _output.Flush();

    /// <summary>Nothing of ours waits for the socket. Under the session's lock.</summary>
    public bool IsSent => _output.IsIdle;

    /// <summary>Appends DISCONNECT; the session stays as long as its expiry says. Under the session's lock.</summary>
    public void WriteDisconnect() => new DisconnectPacket(MqttPacketType.Disconnect).Write(_output.Writer, Handshake.Version);

    /// <summary>Cuts the connection; the loop ends with the first reason given.</summary>
    public void Abort(string reason)
    {
        Interlocked.CompareExchange(ref _endReason, reason, null);
        _output.Close();
        _closed.Cancel();
        _transport.Dispose();
    }

    public void Dispose()
    {
        Abort("closed");
        _keepAliveTimer?.Dispose();
        _coalescing?.Dispose();
        _scratch.Dispose();
        _closed.Dispose();
    }

    void IAcknowledger.AcknowledgementsReady()
    {
        // While the loop deals with a read it sends them at its end. Otherwise one work item takes all that come until it runs.
        Interlocked.MemoryBarrier();
        if (!Volatile.Read(ref _inRead) && Interlocked.Exchange(ref _acknowledging, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IAcknowledger.IntakeFailed()
    {
        _intakeFailed = true;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute()
    {
        Interlocked.Exchange(ref _acknowledging, 0);
        WriteAcknowledgements();
        _output.Flush();
        if (_intakeFailed)
        {
            // What came before it is acknowledged; it and what came after it come again.
            Abort("a message could not be made safe; the server is asked to send it again");
        }
    }

    private void Write(in OutgoingPublish publish)
    {
        var alias = _outboundAliases.Assign(publish.Topic, out var isNew);
        if (alias == 0)
        {
            publish.Write(_output.Writer, Handshake.Version);
            return;
        }

        var aliased = new OutgoingPublish
        {
            Topic = isNew ? publish.Topic : default,
            TopicAlias = alias,
            Payload = publish.Payload,
            Qos = publish.Qos,
            Retain = publish.Retain,
            Duplicate = publish.Duplicate,
            PacketId = publish.PacketId,
            Properties = publish.Properties,
        };
        aliased.Write(_output.Writer, Handshake.Version);
    }

    private void WriteAcknowledgements()
    {
        lock (_session.Gate)
        {
            while (_inbound.TryNextAcknowledgement(out var id, out var qos))
            {
                new AckPacket(qos == 1 ? MqttPacketType.PubAck : MqttPacketType.PubRec, id).Write(_output.Writer, Handshake.Version);
            }

            if (Draining)
            {
                _session.Changed.Pulse();
            }
        }
    }

    /// <summary>Deals with the whole packets in the buffer.</summary>
    /// <param name="needed">Length of the packet at the head where it is known and not all there, else 0.</param>
    private Step Process(out int needed)
    {
        needed = 0;
        Volatile.Write(ref _inRead, true);
        var step = Step.ReadOn;
        var unread = _buffer.Unread;
        var total = unread.Length;
        var taken = false;
        while (step == Step.ReadOn)
        {
            var left = unread;
            var status = MqttFrame.TryRead(ref unread, Handshake.Version, _options.MaximumPacketSize, out var frame, out var error);
            if (status == MqttReadStatus.NeedMore)
            {
                needed = LengthOf(unread);
                break;
            }

            step = status == MqttReadStatus.Error ? EndWith(error) : Process(frame);
            taken |= frame.Type == MqttPacketType.Publish && step == Step.ReadOn;
            if (step == Step.WaitForRoom)
            {
                unread = left;
            }
        }

        _buffer.Consume(total - unread.Length);
        if (taken)
        {
            _intake?.EndOfRead();
        }

        Volatile.Write(ref _inRead, false);
        Interlocked.MemoryBarrier();
        WriteAcknowledgements();
        return step;
    }

    private Step Process(in MqttFrame frame)
    {
        switch (frame.Type)
        {
            case MqttPacketType.Publish:
                return PublishPacket.TryRead(frame, Handshake.Version, _scratch, out var publish, out var error)
                    ? HandOver(publish)
                    : EndWith(error);
            case MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp:
                return AckPacket.TryRead(frame, Handshake.Version, _scratch, out var ack, out error) ? Acknowledge(ack) : EndWith(error);
            case MqttPacketType.SubAck or MqttPacketType.UnsubAck:
                return SubAckPacket.TryRead(frame, Handshake.Version, _scratch, out var subAck, out error)
                    ? Confirm(subAck!)
                    : EndWith(error);
            case MqttPacketType.PingResp:
                return Step.ReadOn;
            case MqttPacketType.Disconnect when Handshake.Version == MqttProtocolVersion.V500:
                if (!DisconnectPacket.TryRead(frame, Handshake.Version, _scratch, out var disconnect, out error))
                {
                    return EndWith(error);
                }

                Abort(MqttClientException.Describe("to go on", disconnect!.Reason, disconnect.Properties?.ReasonString));
                return Step.End;
            default:
                return EndWith(new MqttDecodeError(MqttReasonCode.ProtocolError, "unexpected-packet"));
        }
    }

    private Step HandOver(in PublishPacket publish)
    {
        var topic = publish.Topic;
        if (publish.TopicAlias != 0 && !_inboundAliases.TryResolve(publish.TopicAlias, ref topic))
        {
            return EndWith(new MqttDecodeError(MqttReasonCode.TopicAliasInvalid, "topic-alias"));
        }

        if (publish.Qos == 0)
        {
            return TryTake(publish, topic, default) ? Step.ReadOn : Step.WaitForRoom;
        }

        if (Draining)
        {
            return Step.ReadOn;
        }

        if (!_inbound.TryRegister(publish.PacketId, publish.Qos, publish.Duplicate, out var receipt))
        {
            _session.Duplicates++;
            return Step.ReadOn;
        }

        if (!TryTake(publish, topic, receipt))
        {
            _inbound.Withdraw(publish.PacketId);
            return Step.WaitForRoom;
        }

        // A server that oversteps the receive maximum is not closed on (0x93): mosquitto 2.0.11 sends a window's worth for every PUBACK, and
        // the quarrel would never end. The packet identifiers bound what it can do, and the intake refuses what has no room.
        _inbound.Accept(publish.PacketId);
        return Step.ReadOn;
    }

    private bool TryTake(in PublishPacket publish, ReadOnlySpan<byte> topic, PublishReceipt receipt)
    {
        if (_intake is null)
        {
            // A client that only publishes wants nothing from the server, but must not block it either.
            receipt.Complete(PublishOutcome.Stored);
            return true;
        }

        var view = new PublishView
        {
            Topic = topic,
            Payload = publish.Payload,
            Qos = publish.Qos,
            Retain = publish.Retain,
            Duplicate = publish.Duplicate,
        };
        if (!_intake.TryTake(view, receipt))
        {
            return false;
        }

        _session.Received++;
        return true;
    }

    private Step Acknowledge(in AckPacket ack)
    {
        lock (_session.Gate)
        {
            if (ack.Type == MqttPacketType.PubRel)
            {
                // [MQTT-4.3.3-11]; an unknown identifier is answered all the same, or the server would ask for ever.
                var known = _inbound.TryRelease(ack.PacketId);
                new AckPacket(MqttPacketType.PubComp, ack.PacketId, known ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound)
                    .Write(_output.Writer, Handshake.Version);
                return Step.ReadOn;
            }

            var slot = _session.Outbound.Find(ack.PacketId);
            if (ack.Type == MqttPacketType.PubRec && (byte)ack.Reason < 0x80)
            {
                if (slot is { Step: OutboundStep.Sent, Qos: 2 })
                {
                    slot.Step = OutboundStep.Released;
                }

                var reason = slot is { Step: OutboundStep.Released } ? MqttReasonCode.Success : MqttReasonCode.PacketIdentifierNotFound;
                new AckPacket(MqttPacketType.PubRel, ack.PacketId, reason).Write(_output.Writer, Handshake.Version);
                return Step.ReadOn;
            }

            var expected = ack.Type == MqttPacketType.PubComp ? OutboundStep.Released : OutboundStep.Sent;
            if (slot is null || slot.Step != expected)
            {
                return Step.ReadOn;
            }

            var refused = (byte)ack.Reason >= 0x80 && ack.Type != MqttPacketType.PubComp;
            if (refused && !slot.Awaited)
            {
                MqttClientLog.PublishRefused(
                    _logger, Server, Handshake.ClientId, ack.Reason, MqttClientException.Printable(ack.Properties?.ReasonString ?? ""));
            }

            _session.Outbound.Finish(
                slot,
                refused && slot.Awaited
                    ? new MqttClientException(
                        $"PUBLISH to {System.Text.Encoding.UTF8.GetString(slot.Topic)}", ack.Reason, ack.Properties?.ReasonString)
                    : null);
            WriteWaiting();
            return Step.ReadOn;
        }
    }

    private Step Confirm(SubAckPacket packet)
    {
        IReadOnlyList<(MqttSubscription Subscription, MqttReasonCode Granted)>? confirmed;
        lock (_session.Gate)
        {
            confirmed = _session.Subscriptions.Confirm(packet);
            foreach (var (subscription, granted) in confirmed ?? [])
            {
                if ((byte)granted < subscription.Qos)
                {
                    // NATS grants 1 for 2, and closes the connection on a PUBLISH of QoS 2.
                    _session.MaximumQos = Math.Min(_session.MaximumQos, Math.Max((byte)granted, (byte)1));
                }
            }
        }

        if (confirmed is null)
        {
            return EndWith(new MqttDecodeError(MqttReasonCode.ProtocolError, "unexpected-packet"));
        }

        foreach (var (subscription, granted) in confirmed)
        {
            if ((byte)granted >= 0x80)
            {
                MqttClientLog.SubscriptionRefused(
                    _logger, Server, Handshake.ClientId, subscription.Filter, granted,
                    MqttClientException.Printable(packet.Properties?.ReasonString ?? ""));
            }
            else if ((byte)granted < subscription.Qos)
            {
                MqttClientLog.GrantedLess(_logger, Server, Handshake.ClientId, subscription.Filter, (byte)granted, subscription.Qos);
            }
        }

        return Step.ReadOn;
    }

    /// <summary>The server broke the protocol: it is told, and the connection ends.</summary>
    private Step EndWith(MqttDecodeError error)
    {
        Interlocked.CompareExchange(ref _endReason, $"the server broke the protocol: {error}", null);
        if (Handshake.Version == MqttProtocolVersion.V500)
        {
            lock (_session.Gate)
            {
                new DisconnectPacket(MqttPacketType.Disconnect, error.Code).Write(_output.Writer, Handshake.Version);
            }

            _output.Flush();
        }

        return Step.End;
    }

    private async Task WaitForRoomAsync()
    {
        _session.Pauses++;
        lock (_session.Gate)
        {
            _keepAlive!.StopReading();
        }

        await _intake!.WaitForRoomAsync(_closed.Token);
        lock (_session.Gate)
        {
            _keepAlive!.StartReading(_time.GetTimestamp());
        }
    }

    private void OnSent() => _keepAlive?.Sent(_time.GetTimestamp());

    private void OnKeepAliveTimer()
    {
        KeepAliveStep step;
        lock (_session.Gate)
        {
            step = _keepAlive!.Tick(_time.GetTimestamp());
            if (step == KeepAliveStep.Ping)
            {
                PingPacket.WriteRequest(_output.Writer);
            }
        }

        if (step == KeepAliveStep.Ping)
        {
            _output.Flush();
        }
        else if (step == KeepAliveStep.GiveUp)
        {
            Abort($"the server was asked whether it lives and said nothing for {_options.ResponseTimeout.TotalSeconds:0.#} s");
        }
    }

    private string Server => MqttEndpoint.Parse(_options.Url).ToString();

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    // Whole length of a packet of which only the beginning is there; the frame reader has checked the length already.
    private static int LengthOf(in ReadOnlySequence<byte> start)
    {
        var head = start.FirstSpan;
        var length = 0;
        for (var i = 1; i < head.Length && i < 5; i++)
        {
            length |= (head[i] & 0x7F) << (7 * (i - 1));
            if ((head[i] & 0x80) == 0)
            {
                return 1 + i + length;
            }
        }

        return 0;
    }
}
