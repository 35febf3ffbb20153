using SmartCity.Ioc.Testing;

namespace SmartCity.Ioc.Ingest.Fakes;

internal static class Metrics
{
    public static IngestMetrics Create() => new(new TestMeters());
}
