using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>Who was first, in a conflict.</summary>
internal sealed record ChangeAnswer(string Action, string By, DateTimeOffset At, int Revision)
{
    public static ChangeAnswer Of(AlertChange change) => new(change.Action, change.By, ApiTime.FromNanos(change.AtNanos), change.Revision);
}
