using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>Looks at the clock for one connection: pings in time, and gives up on a server that was asked and says nothing.</summary>
internal sealed class KeepAliveWatch : IDisposable
{
    private readonly KeepAliveState _state;
    private readonly TimeSpan _responseTimeout;
    private readonly MqttSession _session;
    private readonly OutputBuffer _output;
    private readonly Action<string> _abort;
    private readonly TimeProvider _time;
    private readonly ITimer? _timer;

    public KeepAliveWatch(
        TimeSpan keepAlive, TimeSpan responseTimeout, MqttSession session, OutputBuffer output, Action<string> abort, TimeProvider time)
    {
        _state = new KeepAliveState(Ticks(keepAlive, time), Ticks(responseTimeout, time), time.GetTimestamp());
        _responseTimeout = responseTimeout;
        _session = session;
        _output = output;
        _abort = abort;
        _time = time;
        if (keepAlive > TimeSpan.Zero)
        {
            // Four looks per interval, and per response time: neither is overrun by more than a quarter.
            var period = TimeSpan.FromTicks(Math.Min(keepAlive.Ticks, responseTimeout.Ticks) / 4);
            _timer = time.CreateTimer(static watch => ((KeepAliveWatch)watch!).Look(), this, period, period);
        }
    }

    /// <param name="at">Timestamp of the time provider.</param>
    public void Heard(long at)
    {
        lock (_session.Gate)
        {
            _state.Heard(at);
        }
    }

    /// <summary>The socket took something of ours. Under the session's lock.</summary>
    public void Sent() => _state.Sent(_time.GetTimestamp());

    /// <summary>Whatever the server says now, nobody hears it.</summary>
    public void StopReading()
    {
        lock (_session.Gate)
        {
            _state.StopReading();
        }
    }

    public void StartReading()
    {
        lock (_session.Gate)
        {
            _state.StartReading(_time.GetTimestamp());
        }
    }

    public void Dispose() => _timer?.Dispose();

    private static long Ticks(TimeSpan span, TimeProvider time) => (long)(span.TotalSeconds * time.TimestampFrequency);

    private void Look()
    {
        KeepAliveStep step;
        lock (_session.Gate)
        {
            step = _state.Tick(_time.GetTimestamp());
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
            _abort($"the server was asked whether it lives and said nothing for {_responseTimeout.TotalSeconds:0.#} s");
        }
    }
}
