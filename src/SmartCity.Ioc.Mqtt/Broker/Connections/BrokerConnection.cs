using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>
/// One client's connection: the loop that reads packets and acts on them, on the thread that read the socket. All packets of one read are
/// dealt with before anything is flushed.
/// </summary>
internal sealed partial class BrokerConnection : IReceiptOwner, IDisposable
{
    private readonly MqttBroker _broker;
    private readonly IDuplexPipe _transport;
    private readonly Action _abort;
    private readonly X509Certificate2? _certificate;
    private readonly MqttScratch _scratch = new();
    private readonly TopicGate _gate = new();
    private readonly long _openedAt;
    private List<OutboundBuffer>? _touched;
    private CancellationTokenSource? _waiting;
    private volatile bool _isClosing;
    private volatile bool _isWaiting;
    private long _lastReadAt;
    private long _partialAtHeard;
    private bool _hasOffered;
    private int _readMessages;
    private long _readBytes;

    public BrokerConnection(MqttBroker broker, IDuplexPipe transport, EndPoint? remote, X509Certificate2? certificate, Action abort)
    {
        _broker = broker;
        _transport = transport;
        _abort = abort;
        _certificate = certificate;
        Address = (remote as IPEndPoint)?.Address is { } address ? (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address) : null;
        Outbound = new OutboundBuffer(transport.Output, broker.Time, broker.Options.MaximumOutboundBytes);
        _openedAt = _lastReadAt = broker.Time.GetTimestamp();
    }

    private enum Step
    {
        Next,
        NeedMore,

        /// <summary>A CONNECT stands ready; answering it may take a while.</summary>
        Connect,

        /// <summary>The intake is full.</summary>
        Room,

        /// <summary>Too many messages of this client are not safe yet.</summary>
        Acknowledgements,

        /// <summary>The client does not take what it asked for.</summary>
        Drain,

        /// <summary>An answer stands ready that may leave when the session store's disk has what it says.</summary>
        Sync,
    }

    public IPAddress? Address { get; }

    public OutboundBuffer Outbound { get; }

    public MqttProtocolVersion Version { get; private set; } = MqttProtocolVersion.V311;

    public bool IsConnected => Session is not null;

    public MqttSession? Session { get; private set; }

    /// <summary>Reads until the client leaves, breaks a rule or is thrown out. Throws nothing.</summary>
    public async Task RunAsync()
    {
        try
        {
            await ReadAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            // The peer went away in the middle of something; that is all there is to know.
        }
        catch (Exception e)
        {
            // Nothing that a peer sends may end the process.
            BrokerLog.ConnectionBroke(_broker.Log, Address, e);
        }

        await EndAsync();
    }

    public void Dispose() => _scratch.Dispose();

    void IReceiptOwner.Complete(ulong tag, PublishOutcome outcome) => _flow?.Complete(tag, outcome);

    /// <summary>Ends the connection, with DISCONNECT where the client understands it. From any thread, any number of times.</summary>
    public void Close(MqttReasonCode reason)
    {
        lock (Outbound.Gate)
        {
            if (_isClosing)
            {
                return;
            }

            if (IsConnected && Version == MqttProtocolVersion.V500 && reason >= MqttReasonCode.UnspecifiedError)
            {
                new DisconnectPacket(MqttPacketType.Disconnect, reason).Write(Outbound, Version);
            }

            _isClosing = true;
        }

        Outbound.Flush();
        _transport.Input.CancelPendingRead();
        Volatile.Read(ref _waiting)?.Cancel();
    }

    /// <summary>Closes because of something that the peer did, counts it and says so once per episode.</summary>
    public void Refuse(MqttRefusal why, MqttReasonCode reason, string? word = null)
    {
        if (!_isClosing)
        {
            _broker.Refused(why, Address, Session?.ClientId, word);
            Close(reason);
        }
    }

    /// <summary>Asked once a second: lets go of whoever does not connect, speak or listen.</summary>
    public void CheckTime()
    {
        var time = _broker.Time;
        if (!IsConnected)
        {
            if (!_isWaiting && time.GetElapsedTime(_openedAt) > _broker.Options.ConnectTimeout)
            {
                Refuse(MqttRefusal.ConnectTimeout, MqttReasonCode.KeepAliveTimeout);
                _abort();
            }

            return;
        }

        if (Outbound.StalledFor > _broker.Options.WriteTimeout)
        {
            Refuse(MqttRefusal.SlowConsumer, MqttReasonCode.QuotaExceeded);
            _abort();
        }
        else if (_keepAlive > 0 && !_isWaiting && time.GetElapsedTime(Volatile.Read(ref _lastReadAt)) > TimeSpan.FromSeconds(_keepAlive * 1.5))
        {
            Refuse(MqttRefusal.KeepAlive, MqttReasonCode.KeepAliveTimeout); // [MQTT-3.1.2-22], 3.1.1 [MQTT-3.1.2-24]
        }
    }

    private async Task ReadAsync()
    {
        var input = _transport.Input;
        while (!_isClosing)
        {
            var result = await input.ReadAsync();
            var buffer = result.Buffer;
            var start = buffer.Start;
            Outbound.Hold();
            while (!_isClosing)
            {
                var step = Take(ref buffer);
                if (step == Step.NeedMore)
                {
                    break;
                }

                if (step != Step.Next)
                {
                    EndBatch();
                    await WaitAsync(step);
                    Outbound.Hold();
                }
            }

            // Keep-alive asks for packets; a large one on its way counts too, bytes that trickle do not.
            if (!buffer.Start.Equals(start) || buffer.Length - _partialAtHeard >= 1000)
            {
                _partialAtHeard = buffer.Length;
                Volatile.Write(ref _lastReadAt, _broker.Time.GetTimestamp());
            }

            Hold(buffer.Length);
            EndBatch();
            input.AdvanceTo(buffer.Start, buffer.End);
            if (Outbound.IsClogged && !_isClosing)
            {
                await WaitAsync(Step.Drain);
            }

            if (result.IsCompleted || result.IsCanceled)
            {
                return;
            }
        }
    }

    private void EndBatch()
    {
        if (_hasOffered)
        {
            _hasOffered = false;
            _broker.Intake!.EndOfRead();
        }

        if (_readMessages > 0)
        {
            _broker.Counters.Read(_readMessages, _readBytes);
            _readMessages = 0;
            _readBytes = 0;
        }

        if (_touched is { Count: > 0 } touched)
        {
            foreach (var outbound in touched)
            {
                outbound.FlushAtRoundEnd();
            }

            touched.Clear();
        }

        Outbound.ReleaseAndFlush();
    }

    private async Task WaitAsync(Step step)
    {
        using var waiting = new CancellationTokenSource();
        Volatile.Write(ref _waiting, waiting);
        _isWaiting = true;
        try
        {
            if (_isClosing)
            {
                return;
            }

            switch (step)
            {
                case Step.Connect:
                    await ConnectAsync(waiting.Token);
                    break;
                case Step.Room:
                    _broker.Counters.WaitedForIntake();
                    await _broker.Intake!.WaitForRoomAsync(waiting.Token);
                    break;
                case Step.Sync:
                    await SyncAsync(waiting.Token);
                    break;
                case Step.Acknowledgements:
                    await _flow!.WhenBelowAsync(_broker.Options.ReceiveMaximum).WaitAsync(waiting.Token);
                    break;
                default:
                    await Outbound.WhenIdleAsync().WaitAsync(waiting.Token);
                    break;
            }
        }
        finally
        {
            _isWaiting = false;
            Volatile.Write(ref _lastReadAt, _broker.Time.GetTimestamp());
            Volatile.Write(ref _waiting, null);
        }
    }

    // Takes one packet off the buffer, or leaves it there and says what it waits for.
    private Step Take(ref ReadOnlySequence<byte> buffer)
    {
        if (_oversized is not null)
        {
            return SkipOversized(ref buffer);
        }

        var rest = buffer;
        switch (MqttFrame.TryRead(ref rest, Version, _broker.Options.MaximumPacketSize, out var frame, out var error))
        {
            case MqttReadStatus.NeedMore:
                return Step.NeedMore;
            case MqttReadStatus.Error:
                return error.Code == MqttReasonCode.PacketTooLarge && IsConnected && Version != MqttProtocolVersion.V500
                    ? BeginOversized(ref buffer)
                    : Break(error);
        }

        var step = IsConnected ? Handle(frame) : HandleFirst(frame);
        _scratch.Release();
        if (step is Step.Next or Step.Connect or Step.Drain or Step.Sync)
        {
            buffer = rest;
        }

        return step;
    }

    private Step Handle(in MqttFrame frame)
    {
        MqttDecodeError error;
        switch (frame.Type)
        {
            case MqttPacketType.Publish:
                return HandlePublish(frame);
            case MqttPacketType.PubAck or MqttPacketType.PubRec or MqttPacketType.PubRel or MqttPacketType.PubComp:
                if (AckPacket.TryRead(frame, Version, _scratch, out var ack, out error))
                {
                    HandleAck(ack);
                }

                break;
            case MqttPacketType.PingReq:
                if (PingPacket.TryRead(frame, out error))
                {
                    SendPingResponse(); // [MQTT-3.12.4-1]
                }

                break;
            case MqttPacketType.Subscribe:
                return SubscribePacket.TryRead(frame, Version, _scratch, out var subscribe, out error) ? HandleSubscribe(subscribe!) : Break(error);
            case MqttPacketType.Unsubscribe:
                return UnsubscribePacket.TryRead(frame, Version, _scratch, out var unsubscribe, out error) ? HandleUnsubscribe(unsubscribe!) : Break(error);
            case MqttPacketType.Disconnect:
                if (DisconnectPacket.TryRead(frame, Version, _scratch, out var disconnect, out error))
                {
                    HandleDisconnect(disconnect!);
                }

                break;
            case MqttPacketType.Auth:
                // Without an authentication method in CONNECT there is nothing to continue ([MQTT-4.12.0-6] and section 4.12.1).
                error = DisconnectPacket.TryRead(frame, Version, _scratch, out _, out error) ? MqttDecodeError.Protocol("auth-without-method") : error;
                break;
            case MqttPacketType.Connect:
                error = MqttDecodeError.Protocol("second-connect"); // [MQTT-3.1.0-2]
                break;
            default:
                error = MqttDecodeError.Protocol("packet-of-a-server");
                break;
        }

        return error.IsError ? Break(error) : Step.Next;
    }

    private Step Break(MqttDecodeError error)
    {
        var why = error.Code switch
        {
            MqttReasonCode.PacketTooLarge => MqttRefusal.PacketTooLarge,
            MqttReasonCode.MalformedPacket => MqttRefusal.MalformedPacket,
            _ => MqttRefusal.ProtocolError,
        };
        Refuse(why, error.Code, error.Word);
        return Step.NeedMore;
    }

    private async Task EndAsync()
    {
        _isClosing = true;
        LetGo();
        _flow?.End();
        if (Session is not null)
        {
            _broker.Detach(this, Session);
        }

        // What was written last, a DISCONNECT mostly, gets a moment to leave; a peer that does not take it is cut off.
        Outbound.ReleaseAndFlush();
        try
        {
            await Outbound.WhenIdleAsync().WaitAsync(TimeSpan.FromSeconds(2), _broker.Time);
        }
        catch (TimeoutException)
        {
            _abort();
        }

        Outbound.Close();
    }
}
