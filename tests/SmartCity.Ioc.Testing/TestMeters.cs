using System.Diagnostics.Metrics;

namespace SmartCity.Ioc.Testing;

/// <summary>Meters that nobody disposes: a listener of the test hears them.</summary>
public sealed class TestMeters : IMeterFactory
{
    public Meter Create(MeterOptions options) => new(options);

    public void Dispose()
    {
    }
}
