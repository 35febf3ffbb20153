namespace SmartCity.Ioc.Host.Telemetry;

/// <summary>Where metrics and traces go by OTLP (<c>Ioc:Otlp</c>); nowhere without <see cref="Endpoint"/>.</summary>
internal sealed class OtlpSettings
{
    /// <summary>The collector's base address, such as <c>http://127.0.0.1:4318</c>; for HTTP, <c>/v1/metrics</c> and <c>/v1/traces</c> are added.</summary>
    public string? Endpoint { get; set; }

    public OtlpTransport Protocol { get; set; } = OtlpTransport.Http;

    /// <summary><c>name=value</c>, separated by commas: what the collector wants to see of us, a token for instance.</summary>
    public string? Headers { get; set; }

    /// <summary>Time between two exports of the metrics.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>One message in this time is followed from packet to wall; zero: none.</summary>
    public TimeSpan TraceEvery { get; set; } = TimeSpan.FromSeconds(1);

    /// <exception cref="StartException">A value can not be meant.</exception>
    public OtlpSettings Check()
    {
        if (Endpoint is { Length: > 0 } endpoint && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"))
        {
            throw new StartException($"Ioc:Otlp:Endpoint is '{endpoint}', but must begin with http:// or https://.");
        }

        return Interval >= TimeSpan.FromSeconds(1)
            ? this
            : throw new StartException($"Ioc:Otlp:Interval is '{Interval}', but must be 1s or longer.");
    }
}
