namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>What the keep-alive timer has to do.</summary>
internal enum KeepAliveStep : byte
{
    None,
    Ping,

    /// <summary>The server was asked and stays silent: the connection is up and dead.</summary>
    GiveUp,
}

/// <summary>
/// Keep-alive and watchdog as a state machine over given times (ticks of one clock). Not thread-safe: the connection guards it.
/// While the consumer is full nothing is read, so nothing may be concluded from having heard nothing; pings go on, because the server
/// counts our silence ([MQTT-3.1.2-22]).
/// </summary>
internal sealed class KeepAliveState(long keepAlive, long responseTimeout, long now)
{
    private long _sentAt = now;
    private long _heardAt = now;
    private long _askedAt = -1;
    private long _readingSince = now;
    private bool _reading = true;

    public void Sent(long now) => _sentAt = now;

    public void Heard(long now)
    {
        _heardAt = now;
        _askedAt = -1;
    }

    /// <summary>The loop waits for the consumer.</summary>
    public void StopReading() => _reading = false;

    public void StartReading(long now)
    {
        _reading = true;
        _readingSince = now;
    }

    public KeepAliveStep Tick(long now)
    {
        if (keepAlive == 0)
        {
            return KeepAliveStep.None;
        }

        if (_askedAt >= 0 && _reading && now - Math.Max(_askedAt, _readingSince) >= responseTimeout)
        {
            return KeepAliveStep.GiveUp;
        }

        var quiet = now - _sentAt >= keepAlive * 3 / 4;
        var unheard = _askedAt < 0 && _reading && now - Math.Max(_heardAt, _readingSince) >= keepAlive;
        if (!quiet && !unheard)
        {
            return KeepAliveStep.None;
        }

        if (_askedAt < 0)
        {
            _askedAt = now;
        }

        _sentAt = now;
        return KeepAliveStep.Ping;
    }
}
