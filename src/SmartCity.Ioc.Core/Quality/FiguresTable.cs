namespace SmartCity.Ioc.Quality;

/// <summary>The figures of all devices, by index. Grown by the pipeline's thread.</summary>
internal sealed class FiguresTable
{
    private DeviceFigures[] _figures = [];

    public int Length => _figures.Length;

    public ref DeviceFigures this[int device]
    {
        get
        {
            if (device >= _figures.Length)
            {
                Grow(device + 1);
            }

            return ref _figures[device];
        }
    }

    /// <summary>Makes room for so many devices: after it, different threads may use different devices.</summary>
    public void Reach(int count)
    {
        if (count > _figures.Length)
        {
            Grow(count);
        }
    }

    /// <summary>A copy for another thread; a field or two may be a message newer than the rest.</summary>
    public bool TryCopy(int device, out DeviceFigures figures)
    {
        var table = Volatile.Read(ref _figures);
        var known = (uint)device < (uint)table.Length;
        figures = known ? table[device] : default;
        return known;
    }

    private void Grow(int least)
    {
        var larger = new DeviceFigures[Math.Max(least, _figures.Length * 2)];
        _figures.CopyTo(larger, 0);
        for (var i = _figures.Length; i < larger.Length; i++)
        {
            larger[i].ArmedForNanos = long.MaxValue;
        }

        Volatile.Write(ref _figures, larger);
    }
}
