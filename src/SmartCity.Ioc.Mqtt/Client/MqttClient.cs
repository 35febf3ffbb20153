using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>
/// A client that stays connected: it comes back after any loss, takes up its session, subscribes again where the server has lost it, and
/// sends again what was not acknowledged. Messages from the server go to an <see cref="IPublishIntake"/> in place, on the thread that
/// read them, and are acknowledged when their receipts are complete. All members may be called from any thread.
/// </summary>
public sealed partial class MqttClient : IAsyncDisposable
{
    private readonly MqttClientOptions _options;
    private readonly MqttEndpoint _endpoint;
    private readonly IPublishIntake? _intake;
    private readonly ILogger _logger;
    private readonly TimeProvider _time;
    private readonly MqttSession _session;
    private readonly RoomWait _room = new();
    private readonly ReconnectDelay _delay;
    private readonly CancellationTokenSource _stop = new();
    private readonly string _server;
    private string _clientId;
    private MqttProtocolVersion _version;
    private bool _versionKnown;
    private int _closedUnanswered;
    private MqttConnection? _connection;
    private MqttClientState _state = MqttClientState.Idle;
    private string? _lastError;
    private DateTimeOffset? _connectedSince;
    private DateTimeOffset? _lastPacketAt;
    private long _connections;
    private long _sessionsLost;
    private Task? _running;

    /// <param name="intake">Takes what the server sends; null for a client that only publishes.</param>
    /// <param name="jitter">Spreads the attempts to reconnect; null = random.</param>
    /// <exception cref="ArgumentException">An option is out of its range; the exception names it.</exception>
    public MqttClient(
        MqttClientOptions options, IPublishIntake? intake = null, ILogger<MqttClient>? logger = null, TimeProvider? time = null, Random? jitter = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _endpoint = MqttEndpoint.Parse(options.Url);
        _server = _endpoint.ToString();
        _intake = intake;
        _logger = logger ?? NullLogger<MqttClient>.Instance;
        _time = time ?? TimeProvider.System;
        _clientId = options.ClientId;
        _version = options.Protocol ?? MqttProtocolVersion.V500;
        _versionKnown = options.Protocol is not null;
        _session = new MqttSession(options.MaximumInflight);
        _session.Changed.Pulsed = EndRoomWait;
        _delay = new ReconnectDelay(options.ReconnectDelay, options.MaximumReconnectDelay, jitter ?? Random.Shared);
        foreach (var subscription in options.Subscriptions)
        {
            _ = _session.Subscriptions.Add(subscription);
        }
    }

    /// <summary>Raised after every change of <see cref="MqttClientStatus.State"/>, on the client's own loop: return soon.</summary>
    public event EventHandler<MqttClientStatus>? StateChanged;

    /// <summary>The server had no session where one was expected: what it had queued for us is lost. Raised before the subscriptions are
    /// made again.</summary>
    public event EventHandler<MqttClientStatus>? SessionLost;

    public MqttClientStatus Status
    {
        get
        {
            lock (_session.Gate)
            {
                return new MqttClientStatus(
                    _server, _clientId, _state, _versionKnown ? _version : null, _lastError, _connectedSince, LastPacketAt(), _connections,
                    _sessionsLost, _session.Received, _session.Duplicates, _session.Published, _session.Pauses);
            }
        }
    }

    /// <summary>Begins to connect, and stays connected until disposal.</summary>
    public void Start()
    {
        lock (_session.Gate)
        {
            ObjectDisposedException.ThrowIf(_state == MqttClientState.Stopped, this);
            if (_running is null)
            {
                _state = MqttClientState.Connecting;
                _running = Task.Run(RunAsync);
            }
        }
    }

    /// <summary>Starts if need be and waits for the first connection.</summary>
    /// <exception cref="MqttClientException">Cancelled; the message says what the last attempt failed with. Attempts go on.</exception>
    public async Task ConnectAsync(CancellationToken cancellation = default)
    {
        Start();
        try
        {
            await WaitUntilAsync(() => _connection is not null || _state == MqttClientState.Stopped, cancellation);
        }
        catch (OperationCanceledException e)
        {
            throw new MqttClientException($"Not connected to {_server}: {_lastError ?? "no answer yet"}.", e);
        }
    }

    /// <summary>Subscribes, now and after every loss of the session.</summary>
    /// <returns>The QoS that the server granted.</returns>
    /// <exception cref="MqttClientException">The server refused it.</exception>
    public async Task<byte> SubscribeAsync(MqttSubscription subscription, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(subscription);
        Task<MqttReasonCode> answer;
        MqttConnection? connection;
        lock (_session.Gate)
        {
            ObjectDisposedException.ThrowIf(_state == MqttClientState.Stopped, this);
            answer = _session.Subscriptions.Add(subscription);
            connection = _connection;
            connection?.Outgoing.WriteSubscriptions();
        }

        connection?.Flush();
        var granted = await answer.WaitAsync(cancellation);
        return (byte)granted < 0x80 ? (byte)granted : throw new MqttClientException($"the subscription to {subscription.Filter}", granted, null);
    }

    public Task<byte> SubscribeAsync(string filter, byte qos, CancellationToken cancellation = default) =>
        SubscribeAsync(new MqttSubscription(filter, qos), cancellation);

    public async Task UnsubscribeAsync(string filter, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        Task<MqttReasonCode> answer;
        MqttConnection? connection;
        lock (_session.Gate)
        {
            ObjectDisposedException.ThrowIf(_state == MqttClientState.Stopped, this);
            answer = _session.Subscriptions.Remove(filter);
            connection = _connection;
            connection?.Outgoing.WriteSubscriptions();
        }

        connection?.Flush();
        var reason = await answer.WaitAsync(cancellation);
        if ((byte)reason >= 0x80)
        {
            throw new MqttClientException($"to end the subscription to {filter}", reason, null);
        }
    }

    /// <summary>Lets acknowledgements that are under way arrive (at most <see cref="MqttClientOptions.DrainTimeout"/>), sends DISCONNECT and
    /// closes. The server keeps the session for as long as its expiry says.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (_session.Gate)
        {
            if (_state == MqttClientState.Stopped)
            {
                return;
            }

            _state = MqttClientState.Stopped;
            running = _running;
            if (_connection is { } connection)
            {
                connection.Drain();
            }
        }

        if (running is not null)
        {
            await DrainBothWaysAsync();
            await _stop.CancelAsync();
            await running;
        }

        lock (_session.Gate)
        {
            var gone = new ObjectDisposedException(nameof(MqttClient));
            _session.Outbound.FailAll(gone);
            _session.Subscriptions.FailAll(gone);
            _session.Changed.Pulse();
        }

        _stop.Dispose();
    }

    private async Task DrainBothWaysAsync()
    {
        // The bound is the contract; what is unacknowledged then comes again from the side that still has it.
        using var bound = new CancellationTokenSource(_options.DrainTimeout, _time);
        await WaitUntilAsync(
            () => _connection is null || (_session.Outbound.InUse == 0 && _session.Inbound.Unacknowledged == 0), bound.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_session.Gate)
        {
            _connection?.Outgoing.WriteDisconnect(MqttReasonCode.Success);
        }

        using var last = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        await WaitUntilAsync(() => _connection is null or { IsSent: true }, last.Token)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <param name="holds">Looked at under the session's lock, after every change.</param>
    private async Task WaitUntilAsync(Func<bool> holds, CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            MqttConnection? connection;
            lock (_session.Gate)
            {
                connection = _connection;
                if (holds())
                {
                    return;
                }

                changed = _session.Changed.Next;
            }

            connection?.Flush();
            await changed.WaitAsync(cancellation);
        }
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            var started = _time.GetTimestamp();
            var reason = await ConnectOnceAsync();
            SetState(MqttClientState.Connecting, reason);
            if (_stop.IsCancellationRequested)
            {
                break;
            }

            // A connection that lasted was a good one; one that is closed at once counts as a failed attempt.
            if (_time.GetElapsedTime(started) > 10 * _options.ReconnectDelay)
            {
                _delay.Reset();
            }

            try
            {
                await Task.Delay(_delay.Next(), _time, _stop.Token);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }

        StateChanged?.Invoke(this, Status);
    }

    /// <summary>One attempt, and if it succeeds the whole life of the connection. Says why it ended.</summary>
    private async Task<string> ConnectOnceAsync()
    {
        MqttConnection? connection = null;
        try
        {
            using (var attempt = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
            using (var bound = new CancellationTokenSource(_options.ConnectTimeout, _time))
            using (bound.Token.Register(attempt.Cancel))
            {
                var transport = await MqttTransport.ConnectAsync(_endpoint, _options.Tls, _options.ReadCoalescing, attempt.Token);
                var ask = MqttHandshake.Ask(_options, _version, _clientId, cleanStart: _connections == 0 && _options.CleanStart);
                connection = new MqttConnection(_server, transport, ask, _options, _session, _intake, _logger, _time);
                Welcome(await connection.ShakeHandsAsync(attempt.Token));
            }

            lock (_session.Gate)
            {
                connection.Begin();
                _connection = connection;
                _session.Changed.Pulse();
            }

            SetState(MqttClientState.Connected, null);
            using (_stop.Token.Register(static c => ((MqttConnection)c!).Abort("stopped"), connection))
            {
                var reason = await connection.RunAsync();
                if (!_stop.IsCancellationRequested)
                {
                    MqttClientLog.Lost(_logger, _server, _clientId, reason);
                }

                return reason;
            }
        }
        catch (Exception e)
        {
            return Failed(e, wasConnected: _connection is not null);
        }
        finally
        {
            lock (_session.Gate)
            {
                _connection = null;
                if (connection is not null && _connectedSince is not null)
                {
                    _lastPacketAt = At(connection.LastHeard);
                }

                _connectedSince = null;
            }

            connection?.Dispose();
        }
    }

    private void Welcome(MqttHandshake handshake)
    {
        var expected = _connections > 0 && _options.KeepsSession;
        lock (_session.Gate)
        {
            _clientId = handshake.ClientId;
            _versionKnown = true;
            _connections++;
            _connectedSince = _time.GetUtcNow();
            if (!handshake.SessionPresent)
            {
                _session.ForgetInbound();
                _sessionsLost += expected ? 1 : 0;
            }
        }

        MqttClientLog.Connected(_logger, _server, _clientId, handshake.Version, handshake.SessionPresent);
        if (expected && !handshake.SessionPresent)
        {
            MqttClientLog.SessionLost(_logger, _server, _clientId);
            SessionLost?.Invoke(this, Status);
        }
    }

    private string Failed(Exception failure, bool wasConnected)
    {
        if (_stop.IsCancellationRequested)
        {
            return "stopped";
        }

        // Whatever it was, a client that stays connected tries again; only its own faults are logged with their stack.
        var reason = failure is OperationCanceledException ? $"no CONNACK within {_options.ConnectTimeout.TotalSeconds:0.#} s" : failure.Message;
        if (wasConnected)
        {
            MqttClientLog.LoopFailed(_logger, failure, _server, _clientId);
            return reason;
        }

        // A 3.1.1 server says so, or closes every time; one that closes once may only be on its way down.
        if (!_versionKnown && failure is MqttClientException refusal
            && (refusal.Reason == MqttReasonCode.UnsupportedProtocolVersion || (refusal.Reason is null && ++_closedUnanswered % 2 == 0)))
        {
            _version = _version == MqttProtocolVersion.V500 ? MqttProtocolVersion.V311 : MqttProtocolVersion.V500;
        }

        // Once per episode: the level is in the status.
        if (_lastError != reason)
        {
            MqttClientLog.CannotConnect(_logger, _server, _clientId, reason);
        }

        return reason;
    }

    private void SetState(MqttClientState state, string? error)
    {
        lock (_session.Gate)
        {
            if (_state != MqttClientState.Stopped)
            {
                _state = state;
            }

            _lastError = error ?? _lastError;
            _session.Changed.Pulse();
        }

        StateChanged?.Invoke(this, Status);
    }

    private DateTimeOffset? LastPacketAt() => _connection is { } connection ? At(connection.LastHeard) : _lastPacketAt;

    private DateTimeOffset At(long timestamp) => _time.GetUtcNow() - _time.GetElapsedTime(timestamp);
}
