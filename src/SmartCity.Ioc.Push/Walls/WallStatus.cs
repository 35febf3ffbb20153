using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Push.Walls;

/// <summary>A wall as the server knows it.</summary>
/// <param name="Address">Where its newest report came from.</param>
/// <param name="HasReported">Since the server's start; otherwise what it said stems from before.</param>
/// <param name="IsSilent">It reports no more: dark, or cut off.</param>
/// <param name="Sent">To it, since the server's start.</param>
/// <param name="Order">The screen that it is to show; null where it follows its own address.</param>
/// <param name="Retired">Null while it is in use.</param>
public sealed record WallStatus(
    WallReport Report, string? Address, DateTimeOffset FirstSeen, DateTimeOffset ReportedAt, bool HasReported, bool IsSilent,
    WireTotals Sent, WallOrder? Order = null, WallRetirement? Retired = null)
{
    /// <summary>Somebody gave it a name and nobody took it down: it is missed when it is dark.</summary>
    public bool IsExpected => Retired is null && !WallName.IsByChance(Report.Id!);

    internal KnownWall Known =>
        new(Report.Id!, Report.Screen, Address, Report.Width, Report.Height, FirstSeen, ReportedAt, Order, Retired);

    internal static WallStatus Of(KnownWall wall) => new(
        new WallReport(wall.Id, wall.Screen, Width: wall.Width, Height: wall.Height), wall.Address, wall.FirstSeen, wall.ReportedAt,
        HasReported: false, IsSilent: true, new WireTotals(), wall.Order, wall.Retired);
}
