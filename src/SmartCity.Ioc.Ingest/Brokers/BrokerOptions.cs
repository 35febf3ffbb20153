namespace SmartCity.Ioc.Ingest.Brokers;

/// <summary>One external broker to consume from (<c>Ioc:Mqtt:Brokers:N</c>).</summary>
public sealed class BrokerOptions
{
    /// <summary><c>mqtt://</c>, <c>mqtts://</c>, <c>ws://</c> or <c>wss://</c>, without credentials in it.</summary>
    public string? Url { get; set; }

    public string? Username { get; set; }

    /// <summary>Never logged.</summary>
    public string? Password { get; set; }

    /// <summary>Names the session that keeps the queue while this server is away, so it must stay the same over restarts. Default:
    /// <c>ioc-MACHINE-N</c>.</summary>
    public string? ClientId { get; set; }

    /// <summary>Topic filters, also <c>$share/…</c>. Default: <c>ioc/v1/#</c>.</summary>
    public List<string> Topics { get; set; } = [];

    /// <summary>0, 1 or 2. With 0 the broker keeps nothing while this server is away.</summary>
    public int Qos { get; set; } = 1;

    /// <summary>At high rates, how long what comes may gather before it is read: one wake-up for many messages. Up to 20 ms.</summary>
    public TimeSpan ReadCoalescing { get; set; } = TimeSpan.FromMilliseconds(2);

    public BrokerCertificateOptions Certificate { get; set; } = new();
}
