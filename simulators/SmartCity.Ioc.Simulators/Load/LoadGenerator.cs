using System.Text;
using SmartCity.Ioc.Simulators.Output;

namespace SmartCity.Ioc.Simulators.Load;

/// <summary>Sends at a rate in small bursts: one wake-up every two milliseconds instead of one per message.</summary>
internal sealed class LoadGenerator
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(2);

    /// <summary>At full speed the clock and the connections are looked at once in so many messages.</summary>
    private const int FullSpeedBurst = 256;

    private readonly LoadPlan _plan;
    private readonly TimeProvider _time;
    private readonly byte _qos;
    private readonly byte[][] _topics;
    private readonly long[] _sequences;
    private readonly LoadPayload _payload;
    private int _device;

    public LoadGenerator(LoadPlan plan, byte qos, TimeProvider time)
    {
        (_plan, _qos, _time) = (plan, qos, time);
        _topics = new byte[plan.Devices][];
        for (var i = 0; i < _topics.Length; i++)
        {
            _topics[i] = Encoding.UTF8.GetBytes($"ioc/v1/{plan.Zone}/{plan.Kind}/load-{i + 1:D6}");
        }

        _sequences = new long[plan.Devices];
        _payload = new LoadPayload(plan.Size);
    }

    /// <summary>Messages that were not sent because the broker took fewer: a load of this rate was not reached.</summary>
    public long Missed { get; private set; }

    /// <param name="report">Called after each burst with the time since the start.</param>
    public async Task RunAsync(IMessageSink sink, Action<TimeSpan> report, CancellationToken cancellation)
    {
        var start = _time.GetTimestamp();
        var full = double.IsInfinity(_plan.Rate);
        long due = 0;
        while (_time.GetElapsedTime(start) is var elapsed && elapsed < _plan.Duration)
        {
            cancellation.ThrowIfCancellationRequested();
            var target = full ? due + FullSpeedBurst : (long)(elapsed.TotalSeconds * _plan.Rate);
            // Whoever stalls for a second is not made up for: the backlog would come as a flood that nobody asked for.
            var most = full ? FullSpeedBurst : (long)Math.Max(1, _plan.Rate);
            if (target - due > most)
            {
                Missed += target - due - most;
                due = target - most;
            }

            var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            for (; due < target; due++)
            {
                var device = _device;
                _device = device + 1 == _topics.Length ? 0 : device + 1;
                var payload = _payload.Write(now, _sequences[device]++);
                await sink.SendAsync(new OutgoingMessage(_topics[device], payload, _qos, Retain: false, device), cancellation).ConfigureAwait(false);
            }

            await sink.FlushAsync(cancellation).ConfigureAwait(false);
            report(elapsed);
            if (!full)
            {
                await Task.Delay(Tick, _time, cancellation).ConfigureAwait(false);
            }
        }
    }
}
