using System.Net;
using Microsoft.Extensions.Logging;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Says once per episode that an address is refused something, and how often when it is over. An episode ends after a quiet minute.</summary>
internal sealed class RefusalLog(ILogger log, TimeProvider time)
{
    // An attacker with many addresses gets this many lines and no more.
    private const int MaximumEpisodes = 1000;

    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<(IPAddress? Address, MqttRefusal Why), (long Count, long LastAt)> _episodes = [];

    public void Note(MqttRefusal why, IPAddress? address, string? clientId, string? detail)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            if (_episodes.TryGetValue((address, why), out var episode))
            {
                _episodes[(address, why)] = (episode.Count + 1, now);
                return;
            }

            if (_episodes.Count >= MaximumEpisodes)
            {
                return;
            }

            _episodes.Add((address, why), (1, now));
        }

        BrokerLog.Refused(log, address, why, Plain(clientId), Plain(detail));
    }

    public void Tick()
    {
        List<((IPAddress? Address, MqttRefusal Why) Key, long Count)>? over = null;
        lock (_gate)
        {
            foreach (var (key, episode) in _episodes)
            {
                if (time.GetElapsedTime(episode.LastAt) > Quiet)
                {
                    (over ??= []).Add((key, episode.Count));
                }
            }

            foreach (var (key, _) in over ?? [])
            {
                _episodes.Remove(key);
            }
        }

        foreach (var ((address, why), count) in over ?? [])
        {
            if (count > 1)
            {
                BrokerLog.RefusalsOver(log, address, why, count);
            }
        }
    }

    // Peers choose these texts: up to 64 KiB of them, and a line break would let them write lines of their own into the log.
    private static string? Plain(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return string.Create(Math.Min(text.Length, 80), text, static (into, from) =>
        {
            for (var i = 0; i < into.Length; i++)
            {
                into[i] = char.IsControl(from[i]) ? '?' : from[i];
            }
        });
    }
}
