using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>The figures of all devices, by index. Grown by the pipeline's thread.</summary>
internal sealed class FiguresTable
{
    private readonly DeviceTable<DeviceFigures> _figures = new();

    public int Length => _figures.Length;

    public ref DeviceFigures this[int device] => ref _figures[device];

    /// <summary>Asks for a device's figures.</summary>
    public void Ask(int device)
    {
        if (device < Length)
        {
            CacheLines.Ask(ref _figures[device]);
        }
    }

    /// <summary>Makes room for so many devices: after it, different threads may use different devices.</summary>
    public void Reach(int count) => _figures.Reach(count);

    /// <summary>A copy for another thread; a field or two may be a message newer than the rest.</summary>
    public bool TryCopy(int device, out DeviceFigures figures)
    {
        var known = (uint)device < (uint)_figures.Length;
        figures = known ? _figures[device] : default;
        return known;
    }
}
