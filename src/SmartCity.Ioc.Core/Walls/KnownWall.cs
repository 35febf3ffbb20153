namespace SmartCity.Ioc.Walls;

/// <summary>What is kept of a wall over restarts of the server.</summary>
/// <param name="Screen">What it showed last.</param>
/// <param name="Address">Where its newest report came from.</param>
/// <param name="Width">Of the page in CSS pixels.</param>
/// <param name="Height">Of the page in CSS pixels.</param>
/// <param name="ReportedAt">Its newest report, up to a few minutes early while the wall reports.</param>
/// <param name="Order">The screen that it is to show; null where it follows its own address.</param>
/// <param name="Retired">Null while it is in use.</param>
public sealed record KnownWall(
    string Id, string? Screen, string? Address, int Width, int Height, DateTimeOffset FirstSeen, DateTimeOffset ReportedAt,
    WallOrder? Order = null, WallRetirement? Retired = null);
