namespace SmartCity.Ioc.Simulators.City.Incidents;

/// <summary>
/// Which incidents happen when. The first ones are set, one of each common kind, so that somebody who starts the demo sees alerts within
/// two minutes; after that they come by chance, about one in ten minutes: the load that EEMUA 191 holds one operator to manage. Or all of them
/// are given.
/// </summary>
internal sealed class IncidentPlan
{
    private static readonly TimeSpan MeanGap = TimeSpan.FromMinutes(10);

    /// <summary>Longer than any incident: beyond it none can still be active.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(9);

    private static readonly (IncidentKind Kind, string DeviceKind, double Metres, int RampSeconds, double Weight)[] Sorts =
    [
        (IncidentKind.Pollution, "air", 1200, 15, 2),
        (IncidentKind.Crowd, "crowd", 300, 40, 2),
        (IncidentKind.Congestion, "traffic", 500, 20, 3),
        (IncidentKind.Flood, "water", 1500, 60, 1),
        (IncidentKind.Cloudburst, "weather", 6000, 60, 1),
        (IncidentKind.Squall, "weather", 4000, 30, 1),
        (IncidentKind.Noise, "noise", 200, 5, 1),
        (IncidentKind.SlowCamera, "camera", 0, 0, 2),
        (IncidentKind.Disconnection, "camera", 0, 0, 3),
        (IncidentKind.Silence, "air", 0, 0, 1),
        (IncidentKind.PowerDip, "lighting", 400, 0, 1),
        (IncidentKind.FullParking, "parking", 0, 30, 2),
        (IncidentKind.PatientSurge, "hospital", 0, 60, 1),
        (IncidentKind.HeatWave, "weather", 50_000, 1200, 0),
    ];

    private static readonly (IncidentKind Kind, int Second, int LastsSeconds, string? Device)[] Opening =
    [
        (IncidentKind.Pollution, 8, 240, "air-000017"),
        (IncidentKind.Crowd, 15, 200, "crd-000001"),
        (IncidentKind.Disconnection, 20, 180, "cam-000042"),
        (IncidentKind.Congestion, 25, 360, null),
        (IncidentKind.Flood, 40, 420, "wat-000003"),
        (IncidentKind.SlowCamera, 45, 240, null),
        (IncidentKind.PowerDip, 60, 240, "lgt-000001"),
    ];

    private readonly ulong _seed;
    private readonly ILookup<string, SimulatedDevice> _byKind;
    private readonly Dictionary<string, SimulatedDevice> _byId;
    private readonly List<Incident> _active = [];
    private readonly ulong _stream = Noise.Stream("incident");
    private readonly Queue<Incident>? _given;
    private Incident? _next;
    private int _count;
    private TimeSpan _lastFrom;

    /// <param name="given">All that happens, in order of time; null for chance.</param>
    public IncidentPlan(ulong seed, IReadOnlyCollection<SimulatedDevice> devices, IReadOnlyList<Incident>? given = null)
    {
        _given = given is null ? null : new Queue<Incident>(given);
        _seed = seed;
        _byKind = devices.ToLookup(device => device.Kind.Id, StringComparer.Ordinal);
        _byId = devices.ToDictionary(device => device.Id, StringComparer.Ordinal);
        _next = Draw();
    }

    /// <summary>Raised when an incident begins, in order of time.</summary>
    public event Action<Incident>? Began;

    /// <summary>Moves on to a time; it never goes back.</summary>
    public void Advance(TimeSpan elapsed)
    {
        while (_next is { } incident && incident.From <= elapsed)
        {
            _active.Add(incident);
            Began?.Invoke(incident);
            _next = Draw();
        }

        _active.RemoveAll(incident => incident.To <= elapsed);
    }

    /// <summary>How strongly incidents of a kind touch a device now, 0 to 1.</summary>
    public double Strength(IncidentKind kind, SimulatedDevice device, TimeSpan elapsed)
    {
        double strongest = 0;
        foreach (var incident in _active)
        {
            if (incident.Kind == kind)
            {
                strongest = Math.Max(strongest, incident.Strength(device, elapsed));
            }
        }

        return strongest;
    }

    private Incident? Draw()
    {
        if (_given is not null)
        {
            return _given.TryDequeue(out var given) ? given : null;
        }

        // A kind that this city does not have is skipped; a city without any of them has no incidents.
        if (!Sorts.Any(sort => _byKind.Contains(sort.DeviceKind)))
        {
            return null;
        }

        while (true)
        {
            var number = _count++;
            if (number < Opening.Length)
            {
                var (kind, second, lasts, wanted) = Opening[number];
                var sort = Array.Find(Sorts, sort => sort.Kind == kind);
                _lastFrom = TimeSpan.FromSeconds(second);
                if (_byKind.Contains(sort.DeviceKind))
                {
                    var device = wanted is not null && _byId.TryGetValue(wanted, out var named) ? named : Pick(sort.DeviceKind, number);
                    return Make(number, sort, device, _lastFrom, TimeSpan.FromSeconds(lasts));
                }
            }
            else
            {
                _lastFrom += -Math.Log(1 - Unit(number, 0)) * MeanGap;
                var sort = PickSort(number);
                if (_byKind.Contains(sort.DeviceKind))
                {
                    return Make(number, sort, Pick(sort.DeviceKind, number), _lastFrom, TimeSpan.FromSeconds(Math.Round(150 + (Unit(number, 1) * 300))));
                }
            }
        }
    }

    /// <summary>An incident at a place, with its sort's reach and ramp where nothing else is said.</summary>
    public static Incident Make(int number, IncidentKind kind, SimulatedDevice device, TimeSpan from, TimeSpan to, TimeSpan? ramp, double? metres)
    {
        var sort = Array.Find(Sorts, sort => sort.Kind == kind);
        return new Incident(number, kind, device, from, to, ramp ?? TimeSpan.FromSeconds(sort.RampSeconds), metres ?? sort.Metres);
    }

    private static Incident Make(
        int number, (IncidentKind Kind, string DeviceKind, double Metres, int RampSeconds, double Weight) sort, SimulatedDevice device,
        TimeSpan from, TimeSpan lasts) =>
        new(number + 1, sort.Kind, device, from, from + (lasts < Longest ? lasts : Longest), TimeSpan.FromSeconds(sort.RampSeconds), sort.Metres);

    private (IncidentKind Kind, string DeviceKind, double Metres, int RampSeconds, double Weight) PickSort(int number)
    {
        var left = Unit(number, 2) * Sorts.Sum(sort => sort.Weight);
        foreach (var sort in Sorts)
        {
            left -= sort.Weight;
            if (left < 0)
            {
                return sort;
            }
        }

        return Sorts[^1];
    }

    private SimulatedDevice Pick(string kind, int number)
    {
        var devices = _byKind[kind].ToList();
        return devices[(int)(Unit(number, 3) * devices.Count)];
    }

    private double Unit(int number, int draw) => Noise.Unit(_seed, _stream, (number * 8L) + draw);
}
