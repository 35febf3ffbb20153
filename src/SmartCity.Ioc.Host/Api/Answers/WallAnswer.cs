using SmartCity.Ioc.Push.Walls;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>A wall as it last reported itself.</summary>
/// <param name="State"><c>live</c>, or <c>silent</c> when it reports no more.</param>
/// <param name="AgeSeconds">Of its newest frame when it reported; null before the first.</param>
/// <param name="SilencedBy">Who silenced its siren.</param>
/// <param name="SentScreen">The screen that was sent to it; null where it follows its own address.</param>
internal sealed record WallAnswer(
    string Id, string State, string? Screen, DateTimeOffset FirstSeen, DateTimeOffset ReportedAt, long Frames, double? AgeSeconds, int Width,
    int Height, string? Address, string? SilencedBy, string? SilenceReason,
    string? SentScreen, string? SentBy, DateTimeOffset? SentAt)
{
    public static WallAnswer Of(WallStatus wall) => new(
        wall.Report.Id!, wall.IsSilent ? "silent" : "live", wall.Report.Screen, wall.FirstSeen, wall.ReportedAt, wall.Report.Frames,
        wall.Report.AgeSeconds, wall.Report.Width, wall.Report.Height, wall.Address, wall.Report.SilencedBy, wall.Report.SilenceReason,
        wall.Order?.Screen, wall.Order?.By, wall.Order?.At);
}
