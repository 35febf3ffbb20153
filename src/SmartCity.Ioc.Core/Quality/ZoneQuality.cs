using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Quality;

/// <summary>The data check of many devices together. The ratios weigh each device by its messages; <see cref="QualityCounts.Live"/> by its
/// time.</summary>
public sealed class ZoneQuality
{
    private readonly int[] _byHealth = new int[Enum.GetValues<DeviceHealth>().Length];
    private readonly Dictionary<Suspicion, int> _bySuspicion = [];
    private readonly Dictionary<int, QualityCounts> _byKind = [];

    private readonly Dictionary<string, int> _byFault = new(StringComparer.Ordinal);

    public int Devices { get; private set; }

    public QualityCounts Counts { get; private set; }

    /// <summary>By index of the kind.</summary>
    public IReadOnlyDictionary<int, QualityCounts> ByKind => _byKind;

    /// <summary>Devices that a suspicion holds against; one device may be in several.</summary>
    public IReadOnlyDictionary<Suspicion, int> BySuspicion => _bySuspicion;

    /// <summary>Devices by the word of each fault that holds now.</summary>
    public IReadOnlyDictionary<string, int> ByFault => _byFault;

    /// <summary>Most of the zone fell silent within the same minute.</summary>
    public bool IsDark { get; internal set; }

    public int InHealth(DeviceHealth health) => _byHealth[(int)health];

    internal void Add(Device device, DeviceHealth health, Suspicion suspicion, in QualityCounts counts)
    {
        Devices++;
        _byHealth[(int)health]++;
        foreach (var one in Enum.GetValues<Suspicion>())
        {
            if (one != Suspicion.None && (suspicion & one) != 0)
            {
                _bySuspicion[one] = _bySuspicion.GetValueOrDefault(one) + 1;
            }
        }

        Counts += counts;
        _byKind[device.Kind] = _byKind.GetValueOrDefault(device.Kind) + counts;
    }

    internal void Add(IReadOnlyList<string> faults)
    {
        foreach (var fault in faults)
        {
            _byFault[fault] = _byFault.GetValueOrDefault(fault) + 1;
        }
    }
}
