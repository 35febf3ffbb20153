using System.Runtime.InteropServices;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Derived;

/// <summary>What is worked out of closed windows. Used by one thread.</summary>
internal sealed class WindowFormulas : IDisposable
{
    private readonly AirIndices _air;

    // By kind, whether anything follows from its windows: from those of most kinds nothing does.
    private readonly bool[] _concerns;

    public WindowFormulas(CityRegistry registry, PipelineOptions options)
    {
        _air = new AirIndices(registry);
        Rises = new RiseRates(registry, options.Windows[^1].Ticks * 100);
        _concerns = [.. registry.City.Kinds.Select(kind => kind.Derived.Count > 0)];
    }

    public RiseRates Rises { get; }

    /// <summary>Of the moment that <see cref="Give"/> was called with last.</summary>
    public DerivedOutput Output { get; } = new();

    public void Take(IReadOnlyList<WindowAggregate> windows, long clockNanos)
    {
        // A copy of each by the list's interface would cost more than the look at it.
        foreach (ref readonly var window in windows is List<WindowAggregate> list ? CollectionsMarshal.AsSpan(list) : windows.ToArray())
        {
            if (window.Kind < _concerns.Length && _concerns[window.Kind])
            {
                _air.Take(window);
                Rises.Take(window, clockNanos, Output);
            }
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
