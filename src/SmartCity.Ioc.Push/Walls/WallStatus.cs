namespace SmartCity.Ioc.Push.Walls;

/// <summary>A wall as the server knows it.</summary>
/// <param name="Address">Where its newest report came from.</param>
/// <param name="IsSilent">It reports no more: dark, or cut off.</param>
public sealed record WallStatus(WallReport Report, string? Address, DateTimeOffset FirstSeen, DateTimeOffset ReportedAt, bool IsSilent);
