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
    private readonly string _server;
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
    private readonly CoalescingDelay? _coalescing;

    // Not disposed: what was posted to the transport may still abort after the end, and without a timer it holds nothing.
    private readonly CancellationTokenSource _closed = new();
    private ServerPackets _packets = null!;
    private ReceivedPackets _received = null!;
    private KeepAliveWatch? _keepAlive;
    private InboundLedger _inbound;
    private string? _endReason;
    private volatile bool _intakeFailed;
    private bool _inRead;
    private int _acknowledging;
    private long _lastHeard;

    public MqttConnection(
        string server,
        MqttTransport transport,
        ConnectPacket asked,
        MqttClientOptions options,
        MqttSession session,
        IPublishIntake? intake,
        ILogger logger,
        TimeProvider time)
    {
        _server = server;
        _transport = transport;
        _asked = asked;
        _options = options;
        _session = session;
        _intake = intake;
        _logger = logger;
        _time = time;
        _buffer = new ReceiveBuffer(options.ReceiveBufferSize);
        _output = new OutputBuffer(transport.Stream, session.Gate, session.Changed, () => _keepAlive?.Sent(), e => Abort(e.Message));
        _coalescing = options.ReadCoalescing > TimeSpan.Zero && !transport.Coalesces ? new CoalescingDelay(time) : null;
        _inbound = session.Inbound;
        _lastHeard = time.GetTimestamp();
        Handshake = new MqttHandshake(asked.Version, false, asked.ClientId, options.KeepAlive, 0, 2, 0, 0);
    }

    /// <summary>What was agreed; meaningful after <see cref="ShakeHandsAsync"/>.</summary>
    public MqttHandshake Handshake { get; private set; }

    /// <summary>Our packets on this connection, from <see cref="Begin"/> on.</summary>
    public OutgoingPackets Outgoing { get; private set; } = null!;

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
        lock (_session.Gate)
        {
            _inbound = _session.Inbound;
            _inbound.Begin(this);
            _session.MaximumQos = Math.Min(_session.MaximumQos, Handshake.MaximumQos);
            Outgoing = new OutgoingPackets(_output, Handshake, _options, _session);
            _packets = new ServerPackets(
                _server, Handshake, _options.TopicAliasMaximum, _session, Outgoing, _intake, _logger, _scratch);
            _received = new ReceivedPackets(_buffer, Handshake.Version, _options, _packets, _intake, _scratch);
            _keepAlive = new KeepAliveWatch(Handshake.KeepAlive, _options.ResponseTimeout, _session, _output, Abort, _time);
            _session.Subscriptions.Begin(Handshake.SessionPresent);
            Outgoing.WriteSubscriptions();
            foreach (var slot in _session.Outbound.Begin(Handshake.ReceiveMaximum, Handshake.Qos2Maximum, Handshake.SessionPresent))
            {
                Outgoing.WriteAck(MqttPacketType.PubRel, slot.Id);
            }

            Outgoing.WriteWaiting();
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
                if (step == PacketStep.End)
                {
                    return _endReason ?? _packets.Farewell ?? "ended";
                }

                _output.Flush();
                if (step == PacketStep.WaitForRoom)
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
                _keepAlive!.Heard(lastRead);
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

    /// <summary>Sends what was appended.</summary>
    public void Flush() => _output.Flush();

    /// <summary>Disposal has begun; see <see cref="ServerPackets.Draining"/>.</summary>
    public void Drain() => _packets.Draining = true;

    /// <summary>Nothing of ours waits for the socket. Under the session's lock.</summary>
    public bool IsSent => _output.IsIdle;

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
        _keepAlive?.Dispose();
        _coalescing?.Dispose();
        _scratch.Dispose();
    }

    void IAcknowledger.AcknowledgementsReady()
    {
        // While the loop deals with a read it sends them at its end. Otherwise one look takes all that come until it is made.
        Interlocked.MemoryBarrier();
        if (!Volatile.Read(ref _inRead) && Interlocked.Exchange(ref _acknowledging, 1) == 0)
        {
            _transport.Post(this);
        }
    }

    void IAcknowledger.IntakeFailed()
    {
        _intakeFailed = true;
        _transport.Post(this);
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

    private void WriteAcknowledgements()
    {
        lock (_session.Gate)
        {
            while (_inbound.TryNextAcknowledgement(out var id, out var qos))
            {
                Outgoing.WriteAck(qos == 1 ? MqttPacketType.PubAck : MqttPacketType.PubRec, id);
            }

            if (_packets.Draining)
            {
                _session.Changed.Pulse();
            }
        }
    }

    private PacketStep Process(out int needed)
    {
        Volatile.Write(ref _inRead, true);
        var step = _received.Take(out needed, out var error);
        Volatile.Write(ref _inRead, false);
        Interlocked.MemoryBarrier();
        WriteAcknowledgements();
        if (error.IsError)
        {
            Refuse(error);
        }

        return step;
    }

    /// <summary>The server broke the protocol: it is told, and the connection ends.</summary>
    private void Refuse(MqttDecodeError error)
    {
        Interlocked.CompareExchange(ref _endReason, $"the server broke the protocol: {error}", null);
        if (Handshake.Version == MqttProtocolVersion.V500)
        {
            lock (_session.Gate)
            {
                Outgoing.WriteDisconnect(error.Code);
            }

            _output.Flush();
        }
    }

    private async Task WaitForRoomAsync()
    {
        _session.Pauses++;
        _keepAlive!.StopReading();
        await _intake!.WaitForRoomAsync(_closed.Token);
        _keepAlive.StartReading();
    }
}
