using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>What somebody did to a wall.</summary>
/// <param name="Action"><c>sent</c>, <c>released</c> or <c>retired</c>.</param>
/// <param name="From">Address and program.</param>
/// <param name="Note">The screen that was sent, or why it was retired.</param>
internal sealed record WallActAnswer(DateTimeOffset At, string Action, string By, string? From, string? Note)
{
    public static WallActAnswer Of(WallAct act) => new(act.At, act.Action, act.By, act.From, act.Note);
}
