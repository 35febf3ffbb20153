using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>One change of an alert.</summary>
/// <param name="By">Who.</param>
/// <param name="From">From where an operator acted: address and program; null for the system.</param>
/// <param name="Note">Why.</param>
/// <param name="Alert">The alert after it.</param>
internal sealed record TimelineAnswer(
    long Sequence, DateTimeOffset At, DateTimeOffset EventTime, string Action, string By, string? From, string? Note, AlertAnswer Alert)
{
    public static TimelineAnswer Of(AlertTransition transition) => new(
        transition.Sequence, ApiTime.FromNanos(transition.AtNanos), ApiTime.FromNanos(transition.EventTimeNanos), transition.Action,
        transition.By, transition.From, transition.Note, AlertAnswer.Of(transition.Alert));
}
