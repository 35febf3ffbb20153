using System.Diagnostics.Metrics;

namespace SmartCity.Ioc.Ingest.Fakes;

internal static class Metrics
{
    public static IngestMetrics Create() => new(new Factory());

    private sealed class Factory : IMeterFactory
    {
        public Meter Create(MeterOptions options) => new(options);

        public void Dispose()
        {
        }
    }
}
