namespace SmartCity.Ioc.Push.Walls;

/// <summary>A wall as the server knows it.</summary>
/// <param name="Address">Where its newest report came from.</param>
/// <param name="IsSilent">It reports no more: dark, or cut off.</param>
/// <param name="Order">The screen that it is to show; null where it follows its own address.</param>
public sealed record WallStatus(WallReport Report, string? Address, DateTimeOffset FirstSeen, DateTimeOffset ReportedAt, bool IsSilent,
    WallOrder? Order = null);
