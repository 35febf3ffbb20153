using System.Text;
using SmartCity.Ioc.Simulators.City.Foreign;
using SmartCity.Ioc.Simulators.City.Incidents;
using SmartCity.Ioc.Simulators.Output;

namespace SmartCity.Ioc.Simulators.City;

/// <summary>
/// A city as a sequence of messages in order of time. Nothing in it looks at a clock: start, seed and devices decide every byte. All
/// devices say their first word within two seconds; after that each speaks at its kind's interval, a little early or late.
/// </summary>
internal sealed class CitySimulation : IDisposable
{
    private const double FirstWordWithinSeconds = 1.8;

    /// <summary>3 % early or late: far from the 1.5 intervals at which a device counts as stale.</summary>
    private const double Jitter = 0.03;

    private static readonly byte[] Online = "online"u8.ToArray();
    private static readonly byte[] Offline = "offline"u8.ToArray();

    private readonly ulong _seed;
    private readonly DateTimeOffset _start;
    private readonly TimeZoneInfo _zone;
    private readonly double _speed;
    private readonly Conditions _conditions;
    private readonly PriorityQueue<SimulatedDevice, (TimeSpan Due, int Ordinal)> _schedule = new();
    private readonly Measurement _measurement = new();
    private readonly PayloadWriter _payload = new();

    /// <param name="speed">How much faster than the clock the city's day goes: rush hours, tide and weather. Intervals, incidents and time
    /// stamps stay on the clock.</param>
    /// <param name="incidents">What goes wrong when; null for what the seed says.</param>
    public CitySimulation(
        IReadOnlyList<SimulatedDevice> devices, ulong seed, DateTimeOffset start, TimeZoneInfo zone, double speed, IReadOnlyList<Incident>? incidents = null)
    {
        _seed = seed;
        _start = start;
        _zone = zone;
        _speed = speed;
        _conditions = new Conditions(seed);
        Incidents = new IncidentPlan(seed, [.. devices.Where(device => device.Voice is null)], incidents);
        foreach (var device in devices)
        {
            _schedule.Enqueue(device, (TimeSpan.FromSeconds(FirstWordWithinSeconds * Noise.Unit(seed, device.Stream, -50)), device.Ordinal));
        }
    }

    public IncidentPlan Incidents { get; }

    /// <summary>When the next message is due, since the start; null without devices.</summary>
    public TimeSpan? NextDue => _schedule.TryPeek(out _, out var turn) ? turn.Due : null;

    /// <summary>Plays the next turn. Its messages are valid until the next call; a silent device's turn has none.</summary>
    public IEnumerable<OutgoingMessage> Next(byte qos)
    {
        if (!_schedule.TryDequeue(out var device, out var turn))
        {
            yield break;
        }

        var elapsed = turn.Due;
        Incidents.Advance(elapsed);
        _schedule.Enqueue(device, (NextTurn(device, elapsed), device.Ordinal));

        if (device.Voice is { } voice)
        {
            foreach (var message in Speak(device, voice, elapsed, qos))
            {
                yield return message;
            }

            yield break;
        }

        var cutOff = Incidents.Strength(IncidentKind.Disconnection, device, elapsed) > 0
            || (device.Kind.Id is "camera" or "switch" && Incidents.Strength(IncidentKind.PowerDip, device, elapsed) > 0);
        if (device.SaidOnline != !cutOff)
        {
            // What the device's last will would have the broker say; see simulators/README.md for why it is not a will here.
            device.SaidOnline = !cutOff;
            yield return new OutgoingMessage(device.StatusTopic, cutOff ? Offline : Online, Math.Max((byte)1, qos), Retain: true, device.Ordinal);
        }

        if (cutOff || Incidents.Strength(IncidentKind.Silence, device, elapsed) > 0)
        {
            yield break;
        }

        var situation = At(device, elapsed);
        _measurement.Clear();
        device.Model.Measure(situation, _measurement);
        var payload = _payload.Write(situation, _start + elapsed, _measurement);
        device.Messages++;
        yield return new OutgoingMessage(device.Topic, payload, qos, Retain: false, device.Ordinal);
    }

    private List<OutgoingMessage> Speak(SimulatedDevice device, IForeignVoice voice, TimeSpan elapsed, byte qos)
    {
        var situation = At(device, elapsed);
        _measurement.Clear();
        device.Model.Measure(situation, _measurement);
        var said = voice.Speak(situation, _start + elapsed, _measurement)
            .Select(message => new OutgoingMessage(Encoding.UTF8.GetBytes(message.Topic), message.Payload, message.Retain ? Math.Max((byte)1, qos) : qos, message.Retain, device.Ordinal))
            .ToList();
        device.Messages++;
        return said;
    }

    private Situation At(SimulatedDevice device, TimeSpan elapsed) => new(
        _seed, device, TimeZoneInfo.ConvertTime(_start + (elapsed * _speed), _zone).DateTime, elapsed, _conditions, Incidents);

    public void Dispose() => _payload.Dispose();

    private TimeSpan NextTurn(SimulatedDevice device, TimeSpan now)
    {
        var interval = device.Voice?.Interval ?? device.Kind.ExpectedInterval;
        var draw = Noise.Unit(_seed, device.Stream, device.Turns);
        // After the first word the devices spread over a whole interval, or they would go on speaking all at once.
        var step = device.Turns++ == 0 ? interval * (0.3 + (0.7 * draw)) : interval * (1 + (Jitter * ((2 * draw) - 1)));
        return now + step;
    }
}
