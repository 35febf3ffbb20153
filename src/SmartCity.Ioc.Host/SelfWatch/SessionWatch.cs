using SmartCity.Ioc.Mqtt.Client;

namespace SmartCity.Ioc.Host.SelfWatch;

/// <summary>Notices that an external broker had no session for us where one was expected. One thread.</summary>
internal sealed class SessionWatch(Func<IReadOnlyList<MqttClientStatus>> brokers, TimeProvider time)
{
    /// <summary>How long a loss is shown: nothing brings back what was queued, so nothing but time ends it.</summary>
    private static readonly TimeSpan Shown = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, long> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _lostAt = new(StringComparer.Ordinal);

    public SelfFinding? Look()
    {
        var now = time.GetTimestamp();
        foreach (var broker in brokers())
        {
            if (broker.SessionsLost > _seen.GetValueOrDefault(broker.Server))
            {
                _seen[broker.Server] = broker.SessionsLost;
                _lostAt[broker.Server] = now;
            }
        }

        string[] shown = [.. _lostAt.Where(loss => time.GetElapsedTime(loss.Value, now) < Shown).Select(loss => loss.Key).Order(StringComparer.Ordinal)];
        return shown.Length == 0 ? null : new SelfFinding(shown.Length, $"{string.Join(", ", shown)}: no session where one was expected.");
    }
}
