using System.Text;
using SmartCity.Ioc.Simulators.City;
using SmartCity.Ioc.Simulators.Replay;

namespace SmartCity.Ioc.Simulators.Sources;

/// <summary>What the simulators can send, as one sequence in order of time.</summary>
internal static class MessageSources
{
    /// <param name="duration">Exclusive; <see cref="TimeSpan.MaxValue"/> for without end.</param>
    public static IEnumerable<TimedMessage> Of(CitySimulation simulation, TimeSpan duration)
    {
        while (simulation.NextDue is { } due && due < duration)
        {
            foreach (var message in simulation.Next(qos: 1))
            {
                yield return new TimedMessage(
                    due, Encoding.UTF8.GetString(message.Topic.Span), message.Payload.ToArray(), message.Retain, message.Lane);
            }
        }
    }

    /// <param name="speed">Recorded seconds in a second; positive infinity for all at once.</param>
    /// <param name="movedTo">The moment that the messages' times are moved to, or null where they keep those of the recording.</param>
    public static IEnumerable<TimedMessage> Of(Recording recording, double speed, DateTimeOffset? movedTo)
    {
        var first = recording.Events[0].Turn;
        using var payloads = new RecordedPayload();
        foreach (var recorded in recording.Events)
        {
            var due = double.IsInfinity(speed) ? TimeSpan.Zero : (recorded.Turn - first) / speed;
            var at = movedTo is { } start ? start + due : recorded.At;
            yield return new TimedMessage(
                due, Encoding.UTF8.GetString(recorded.Device.Topic), payloads.Of(recorded, at).ToArray(), recorded.Retain, recorded.Device.Ordinal);
        }
    }
}
