using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Derived;

/// <summary>What is worked out of closed windows. Used by one thread.</summary>
internal sealed class WindowFormulas : IDisposable
{
    private readonly AirIndices _air;

    public WindowFormulas(CityRegistry registry, PipelineOptions options)
    {
        _air = new AirIndices(registry);
        Rises = new RiseRates(registry, options.Windows[^1].Ticks * 100);
    }

    public RiseRates Rises { get; }

    /// <summary>Of the moment that <see cref="Give"/> was called with last.</summary>
    public DerivedOutput Output { get; } = new();

    public void Take(IReadOnlyList<WindowAggregate> windows, long clockNanos)
    {
        for (var i = 0; i < windows.Count; i++)
        {
            var window = windows[i];
            _air.Take(window);
            Rises.Take(window, clockNanos, Output);
        }
    }

    /// <summary>All windows of a moment of the clock were taken.</summary>
    /// <returns>What follows from them; valid until the next windows are taken.</returns>
    public DerivedOutput Give(long clockNanos)
    {
        _air.Give(clockNanos, Output);
        return Output;
    }

    public void Save(BinaryWriter writer)
    {
        Rises.Save(writer);
        _air.Save(writer);
    }

    public void Restore(BinaryReader reader, IndexMap map)
    {
        Rises.Restore(reader, map);
        _air.Restore(reader, map);
    }

    public void Dispose() => Output.Dispose();
}
