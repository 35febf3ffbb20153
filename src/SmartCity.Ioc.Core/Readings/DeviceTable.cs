namespace SmartCity.Ioc.Readings;

/// <summary>
/// A value for each device, by its index in <see cref="CityRegistry"/>. Grows by chunks, so that the millionth device costs no copy of all
/// before it and a reference stays where it points. Grown by one thread; after <see cref="Reach"/> different threads may use different
/// devices.
/// </summary>
public sealed class DeviceTable<T>
    where T : struct
{
    private const int ChunkBits = 10;
    private const int ChunkSize = 1 << ChunkBits;

    private T[][] _chunks = [];

    /// <summary>Devices that there is room for.</summary>
    public int Length => Volatile.Read(ref _chunks).Length << ChunkBits;

    public ref T this[int device]
    {
        get
        {
            var chunks = _chunks;
            var chunk = device >> ChunkBits;
            if (chunk >= chunks.Length)
            {
                Reach(device + 1);
                chunks = _chunks;
            }

            return ref chunks[chunk][device & (ChunkSize - 1)];
        }
    }

    /// <summary>Makes room for so many devices.</summary>
    public void Reach(int count)
    {
        var wanted = (count + ChunkSize - 1) >> ChunkBits;
        var chunks = _chunks;
        if (wanted <= chunks.Length)
        {
            return;
        }

        var larger = new T[wanted][];
        chunks.CopyTo(larger, 0);
        for (var i = chunks.Length; i < wanted; i++)
        {
            larger[i] = new T[ChunkSize];
        }

        Volatile.Write(ref _chunks, larger);
    }
}
