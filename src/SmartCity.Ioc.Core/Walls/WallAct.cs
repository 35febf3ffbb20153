namespace SmartCity.Ioc.Walls;

/// <summary>What somebody did to a wall.</summary>
/// <param name="Action"><c>sent</c>, <c>released</c> or <c>retired</c>.</param>
/// <param name="By">Who.</param>
/// <param name="From">Address and program.</param>
/// <param name="Note">The screen that was sent, or why it was retired.</param>
public sealed record WallAct(string Wall, DateTimeOffset At, string Action, string By, string? From, string? Note);
