using System.Diagnostics.Metrics;
using SmartCity.Ioc.Host.Metrics;

namespace SmartCity.Ioc.Host.Tests.Metrics;

public sealed class PrometheusExporterTests
{
    [Fact]
    public void Scrape_CountersGaugesAndHistograms_AreInTheTextFormat()
    {
        using var exporter = new PrometheusExporter();
        using var meter = new Meter("SmartCity.Ioc.ExporterTest");
        var counter = meter.CreateCounter<long>("ioc.test.messages", description: "Messages.\nAll of them.");
        counter.Add(2, new KeyValuePair<string, object?>("reason", "too \"large\""));
        counter.Add(3, new KeyValuePair<string, object?>("reason", "too \"large\""));
        meter.CreateObservableGauge("ioc.test.lag", () => 1.5, "s");
        var histogram = meter.CreateHistogram<double>("ioc.test.fsync", "s");
        histogram.Record(0.004);
        histogram.Record(20);

        var lines = exporter.Scrape().Split('\n');
        lines.Should().Contain([
            "# HELP ioc_test_messages_total Messages. All of them.",
            "# TYPE ioc_test_messages_total counter",
            "ioc_test_messages_total{reason=\"too \\\"large\\\"\"} 5",
            "# TYPE ioc_test_lag_seconds gauge",
            "ioc_test_lag_seconds 1.5",
            "# TYPE ioc_test_fsync_seconds histogram",
            "ioc_test_fsync_seconds_bucket{le=\"0.0025\"} 0",
            "ioc_test_fsync_seconds_bucket{le=\"0.005\"} 1",
            "ioc_test_fsync_seconds_bucket{le=\"10\"} 1",
            "ioc_test_fsync_seconds_bucket{le=\"+Inf\"} 2",
            "ioc_test_fsync_seconds_sum 20.004",
            "ioc_test_fsync_seconds_count 2",
        ]);
    }

    [Fact]
    public void Scrape_MetersOfOtherPrograms_AreLeftOut()
    {
        using var exporter = new PrometheusExporter();
        using var meter = new Meter("Somebody.Else");
        meter.CreateCounter<int>("somebody.else.things").Add(1);
        exporter.Scrape().Should().NotContain("somebody_else");
    }
}
