using SmartCity.Ioc.Simulators.City;
using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults;

/// <summary>A device that a fault is for, and what the fault remembers of it.</summary>
internal sealed class FaultTarget(TimedMessage first, ulong seed, ulong stream)
{
    private long _draws;

    /// <summary>Whether the truth file has it.</summary>
    public bool IsTold { get; set; }

    public int Lane { get; } = first.Lane;

    /// <summary>Its status topic, or null where its messages are not the contract's.</summary>
    public string? StatusTopic { get; } = first.Address is null ? null : first.IsStatus ? first.Topic : first.Topic + "/status";

    /// <summary>Whether its link is down by the fault.</summary>
    public bool IsDown { get; set; }

    /// <summary>The effect's own memory.</summary>
    public object? State { get; set; }

    /// <summary>The next of its chances, 0 to 1.</summary>
    public double Draw() => Noise.Unit(seed, stream, _draws++);

    /// <summary>What its last will, or its return, would have the broker say.</summary>
    public void SayStatus(bool online, TimeSpan at, Action<TimedMessage> send)
    {
        if (StatusTopic is not null)
        {
            send(new TimedMessage(at, StatusTopic, online ? "online"u8.ToArray() : "offline"u8.ToArray(), Retain: true, Lane));
        }
    }
}
