namespace SmartCity.Ioc.Readings;

/// <summary>
/// Which devices' entries were swapped, in order, so that a follower looks at those and not at all devices: with a hundred thousand that say
/// where they are for the first time, one after the other, that would be a square. Bounded; a follower that is too far behind looks at all.
/// </summary>
internal sealed class DeviceUpdates
{
    private const int Least = 1 << 16;

    private readonly Lock _gate = new();
    private int[] _devices = new int[64];
    private int _kept;
    private long _total;

    /// <summary>Updates since the start.</summary>
    public long Total => Volatile.Read(ref _total);

    /// <param name="devices">How many devices there are: twice as many updates are kept.</param>
    public void Add(int device, int devices)
    {
        lock (_gate)
        {
            if (_kept == _devices.Length)
            {
                if (_kept >= Math.Max(Least, 2 * devices))
                {
                    _kept = 0;
                }
                else
                {
                    Array.Resize(ref _devices, 2 * _kept);
                }
            }

            _devices[_kept++] = device;
            Volatile.Write(ref _total, _total + 1);
        }
    }

    /// <summary>Adds the devices that were updated since a position, lowest first, each once, and moves the position on.</summary>
    /// <returns>False where some are not remembered: any device may have been updated.</returns>
    public bool TryRead(ref long position, List<int> devices)
    {
        lock (_gate)
        {
            var missed = _total - position;
            position = _total;
            if (missed > _kept)
            {
                return false;
            }

            devices.AddRange(_devices.AsSpan(_kept - (int)missed, (int)missed));
        }

        devices.Sort();
        var distinct = 0;
        for (var i = 0; i < devices.Count; i++)
        {
            if (i == 0 || devices[i] != devices[i - 1])
            {
                devices[distinct++] = devices[i];
            }
        }

        devices.RemoveRange(distinct, devices.Count - distinct);
        return true;
    }
}
