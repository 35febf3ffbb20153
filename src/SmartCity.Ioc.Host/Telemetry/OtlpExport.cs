using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SmartCity.Ioc.Host.Metrics;
using SmartCity.Ioc.Host.Settings;

namespace SmartCity.Ioc.Host.Telemetry;

/// <summary>
/// Sends the metrics of <c>/metrics</c> and the traces of <see cref="MessageTracer"/> to a collector. A collector that is away costs a line
/// in the log and nothing else: values are sent anew, traces of that time are gone.
/// </summary>
internal sealed class OtlpExport(ServerSettings settings, ILogger<OtlpExport> logger) : IHostedService, IDisposable
{
    private const int LongestFlushMilliseconds = 2000;

    private readonly OtlpSettings _otlp = settings.Otlp;
    private OtlpFaults? _faults;
    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _faults = new OtlpFaults(logger);
        var resource = ResourceBuilder.CreateDefault().AddService("smartcity-ioc", serviceInstanceId: $"{settings.City.Id}@{Environment.MachineName}");
        _metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter([Meters.OwnPrefix + "*", .. Meters.OfTheFramework])
            .AddOtlpExporter((exporter, reader) =>
            {
                Set(exporter, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)_otlp.Interval.TotalMilliseconds;
            })
            .Build();
        if (_otlp.TraceEvery > TimeSpan.Zero)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .AddSource(MessageTracer.SourceName)
                .AddOtlpExporter(exporter => Set(exporter, "v1/traces"))
                .Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        _traces?.ForceFlush(LongestFlushMilliseconds);
        _metrics?.ForceFlush(LongestFlushMilliseconds);
        return Task.CompletedTask;
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        _faults?.Dispose();
    }

    private void Set(OtlpExporterOptions exporter, string path)
    {
        var isHttp = _otlp.Protocol == OtlpTransport.Http;
        exporter.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        exporter.Endpoint = isHttp ? new Uri(new Uri(_otlp.Endpoint!.TrimEnd('/') + "/"), path) : new Uri(_otlp.Endpoint!);
        exporter.Headers = _otlp.Headers;
    }
}
