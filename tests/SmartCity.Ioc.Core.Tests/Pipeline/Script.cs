using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Core.Tests.Pipeline;

/// <summary>What devices said, made up from a seed, and ways in which it may arrive.</summary>
internal sealed class Script
{
    private static readonly string[] Devices = ["air-1", "air-2", "cam-1", "cam-2"];
    private static readonly string[] Strangers = ["air-8", "air-9", "air-10"];
    private static readonly string[] Wards = ["e1", "e2", "w1"];

    private readonly Random _random;
    private readonly bool _strangers;

    /// <param name="strangers">Whether devices that nobody declared speak too, over the turn of an hour, one of them with more metrics than there
    /// are windows for; they move, and messages are put aside. What is expected of a zone then depends on when they first speak.</param>
    public Script(int seed, int count, int spanMs, bool restarts = true, bool strangers = false)
    {
        _random = new Random(seed);
        _strangers = strangers;
        string[] devices = strangers ? [.. Devices, .. Strangers] : Devices;
        var next = devices.ToDictionary(device => device, _ => 0UL);
        var times = Enumerable.Range(0, count).Select(_ => _random.Next(spanMs) + (strangers ? 3_300_000 : 0)).Order().ToList();
        foreach (var ms in times)
        {
            var device = devices[_random.Next(devices.Length)];
            // Cameras count their messages, and begin again now and then.
            ulong? seq = device.StartsWith("cam", StringComparison.Ordinal) ? next[device]++ : null;
            if (restarts && _random.Next(40) == 0 && next[device] > 0)
            {
                next[device] = 0;
            }

            var values = device.StartsWith("cam", StringComparison.Ordinal)
                ? new (string, double)[] { ("vehicles", _random.Next(50)), ("speed", Math.Round(_random.NextDouble() * 90, 1)) }
                : [("pm25", Math.Round(_random.NextDouble() * 200, 2)), ("temp", _random.NextDouble() * 40)];
            if (_random.Next(10) == 0)
            {
                values = [("battery", _random.Next(100)), .. values];
            }

            if (device == "air-9" && _random.Next(8) == 0)
            {
                values = [.. values, .. Enumerable.Range(0, 66).Select(metric => ($"m{metric}", _random.NextDouble() * 1e6))];
            }

            Said.Add(new Say(device, ms, ms, seq, MessageMarks.None, values));
        }
    }

    /// <summary>In the order of event times.</summary>
    public List<Say> Said { get; } = [];

    public static CityModel City()
    {
        var city = SmallCity.Create(Rules);
        var (air, camera) = (city.Kinds[0], city.Kinds[1]);
        return city with
        {
            Kinds =
            [
                air with { Derived = [Derived("aqi", DerivedIndex.VnAqiHourly, "pm25", air), Derived("rise", DerivedIndex.RateOfRise, "level", air, "temp")] },
                camera with { Derived = [Derived("los", DerivedIndex.LevelOfService, "speed", camera) with { FreeFlowSpeed = 60 }] },
            ],
        };
    }

    private static AlertRule[] Rules =>
    [
        SmallCity.Threshold("pm25-high", 0, "pm25", 150, 140, @for: TimeSpan.FromSeconds(5)),
        SmallCity.Threshold("fast", 1, "speed", 80),
        SmallCity.Offline("silent", 0),
        SmallCity.Offline("camera-silent", 1, TimeSpan.FromSeconds(20)),
    ];

    private static DerivedMetric Derived(string id, DerivedIndex index, string role, DeviceKind kind, string? metric = null) => new(
        new MetricDefinition(id, SmallCity.Text(id), string.Empty, -1000, 1000, 1, false), index,
        new Dictionary<string, MetricDefinition> { [role] = kind.Metrics.Single(m => m.Id == (metric ?? role)) });

    /// <summary>Each message arrives up to so much later, some a second time.</summary>
    public List<Frame> Arriving(int mostDelayMs, double duplicates)
    {
        var arrivals = new List<Say>();
        foreach (var said in Said)
        {
            var first = said.EventMs + _random.Next(mostDelayMs + 1);
            arrivals.Add(said with { ReceivedMs = first });
            while (_random.NextDouble() < duplicates)
            {
                arrivals.Add(said with { ReceivedMs = Math.Min(said.EventMs + mostDelayMs, first + _random.Next(mostDelayMs + 1)) });
            }
        }

        return InFrames(arrivals.OrderBy(say => say.ReceivedMs));
    }

    /// <summary>Several messages to a frame, a tick here and there, and in the end time enough for every window to close.</summary>
    public List<Frame> InFrames(IEnumerable<Say> arrivals)
    {
        var frames = new List<Frame>();
        var open = new List<Say>();
        foreach (var say in arrivals)
        {
            if (open.Count > 0 && (_random.Next(4) == 0 || say.ReceivedMs - open[0].ReceivedMs > 1_000))
            {
                frames.Add(Framed(open));
                open.Clear();
                if (_random.Next(3) == 0 && say.ReceivedMs > frames[^1].ClockMs)
                {
                    frames.Add(new Frame(frames[^1].ClockMs + _random.Next((int)(say.ReceivedMs - frames[^1].ClockMs))));
                }
            }

            open.Add(say);
        }

        var last = open[^1].ReceivedMs;
        frames.Add(Framed(open));
        frames.AddRange([new Frame(last + 1_000), new Frame(last + 100_000), new Frame(last + (26 * 3_600_000))]);
        return frames;
    }

    private Frame Framed(List<Say> open) => _strangers
        ? new Frame(open[^1].ReceivedMs, [.. open])
        {
            Move = _random.Next(10) == 0 ? (Strangers[_random.Next(Strangers.Length)], Wards[_random.Next(Wards.Length)]) : null,
            Reject = _random.Next(10) == 0 ? open[0].Device : null,
        }
        : new Frame(open[^1].ReceivedMs, [.. open]);
}
