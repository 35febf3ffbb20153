namespace SmartCity.Ioc.Testing.Servers;

/// <summary>How a mosquitto under test is configured.</summary>
public sealed record MosquittoSettings
{
    /// <summary>A second listener that speaks MQTT over WebSockets.</summary>
    public bool WebSockets { get; init; }

    /// <summary>PEM files for a TLS listener; null = none.</summary>
    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }

    /// <summary>The authority that clients' certificates must come from; null = clients need none.</summary>
    public string? ClientAuthorityFile { get; init; }

    /// <summary>User names with their passwords; null = anonymous.</summary>
    public IReadOnlyDictionary<string, string>? Users { get; init; }

    /// <summary>Queued messages per sleeping session; mosquitto's own default of 1,000 overflows silently.</summary>
    public int MaxQueuedMessages { get; init; } = 1_000_000;

    /// <summary>Unacknowledged messages per client; a v5 client's receive maximum may lower it.</summary>
    public int MaxInflightMessages { get; init; } = 20;

    /// <summary>Sessions survive an orderly stop, and SIGKILL as they were at the last <see cref="MosquittoServer.SaveAsync"/>.</summary>
    public bool Persistence { get; init; }

    /// <summary>Lines added to the configuration's general part.</summary>
    public IReadOnlyList<string> Extra { get; init; } = [];
}
