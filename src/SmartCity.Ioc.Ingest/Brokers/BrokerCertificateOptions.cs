namespace SmartCity.Ioc.Ingest.Brokers;

/// <summary>PEM files for <c>mqtts://</c> and <c>wss://</c>; all may be left out.</summary>
public sealed class BrokerCertificateOptions
{
    /// <summary>The authority that the broker's certificate must come from. Default: those of the operating system.</summary>
    public string? AuthorityPath { get; set; }

    /// <summary>This server's own certificate, for brokers that ask for one.</summary>
    public string? Path { get; set; }

    public string? KeyPath { get; set; }
}
