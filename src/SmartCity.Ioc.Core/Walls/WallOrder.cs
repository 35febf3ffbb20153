namespace SmartCity.Ioc.Walls;

/// <summary>A screen that somebody sent to a wall. The wall hears of it in the answer to its next report.</summary>
public sealed record WallOrder(string Screen, string By, DateTimeOffset At);
