namespace SmartCity.Ioc.Host.Telemetry;

/// <summary>How OTLP is spoken.</summary>
internal enum OtlpTransport
{
    /// <summary>Protobuf over HTTP, port 4318 by custom.</summary>
    Http,

    /// <summary>gRPC, port 4317 by custom.</summary>
    Grpc,
}
