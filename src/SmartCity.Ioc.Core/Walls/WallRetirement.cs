namespace SmartCity.Ioc.Walls;

/// <summary>Somebody took a wall down: that it is dark is as it should be.</summary>
public sealed record WallRetirement(string By, DateTimeOffset At, string? Note);
