using System.Net;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Connections and connect rate per address.</summary>
internal sealed class AddressLimits(MqttBrokerOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, Entry> _entries = [];

    /// <summary>Null when the connection may come in; it then has to <see cref="Leave"/>.</summary>
    public MqttRefusal? TryEnter(IPAddress? address)
    {
        if (!IsLimited(address))
        {
            return null;
        }

        lock (_gate)
        {
            if (!_entries.TryGetValue(address!, out var entry))
            {
                _entries.Add(address!, entry = new Entry());
            }

            if (!entry.Rate.TryTake(time, options.ConnectionsPerSecondPerAddress, options.ConnectionsPerSecondPerAddress * 5.0))
            {
                return MqttRefusal.ConnectRate;
            }

            if (entry.Open >= options.MaximumConnectionsPerAddress)
            {
                return MqttRefusal.TooManyFromAddress;
            }

            entry.Open++;
            entry.LastAt = time.GetTimestamp();
            return null;
        }
    }

    public void Leave(IPAddress? address)
    {
        if (IsLimited(address))
        {
            lock (_gate)
            {
                if (_entries.TryGetValue(address!, out var entry))
                {
                    entry.Open--;
                }
            }
        }
    }

    /// <summary>Forgets addresses that have been away for a minute; by then every rate is full again.</summary>
    public void Tick()
    {
        lock (_gate)
        {
            foreach (var (address, entry) in _entries)
            {
                if (entry.Open <= 0 && time.GetElapsedTime(entry.LastAt) > TimeSpan.FromMinutes(1))
                {
                    _entries.Remove(address);
                }
            }
        }
    }

    private bool IsLimited(IPAddress? address) => address is not null && (options.LimitLoopback || !IPAddress.IsLoopback(address));

    private sealed class Entry
    {
        public RateLimit Rate;

        public int Open { get; set; }

        public long LastAt { get; set; }
    }
}
