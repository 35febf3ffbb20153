using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Faults.Effects;

/// <summary>What a fault does. Messages come in order of time; what is sent may be later, never earlier than the message before.</summary>
internal interface IFaultEffect
{
    /// <summary>Takes a message of a device that the fault is for.</summary>
    /// <param name="active">Whether the fault holds at the message's time.</param>
    void Take(TimedMessage message, FaultTarget target, bool active, Action<TimedMessage> send);

    /// <summary>Time goes on to the next message, whosever it is.</summary>
    void AdvanceTo(TimeSpan at, IReadOnlyCollection<FaultTarget> targets, Action<TimedMessage> send)
    {
        // Most faults wait for a message.
    }
}
