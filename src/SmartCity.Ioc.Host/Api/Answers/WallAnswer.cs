using SmartCity.Ioc.Push.Walls;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>A wall as it last reported itself.</summary>
/// <param name="State"><c>live</c>, <c>silent</c> when it reports no more, or <c>retired</c>.</param>
/// <param name="Expected">It has a name and is in use: an alert says so when it is dark.</param>
/// <param name="AgeSeconds">Of its newest frame when it reported; null before the first.</param>
/// <param name="FramesSent">Since the server's start, over all of its connections; so are <c>BytesSent</c> (before compression) and <c>Conflated</c>, updates of a
/// device that a newer one overtook before a frame was built.</param>
/// <param name="SilencedBy">Who silenced its siren.</param>
/// <param name="SentScreen">The screen that was sent to it; null where it follows its own address.</param>
internal sealed record WallAnswer(
    string Id, string State, bool Expected, string? Screen, DateTimeOffset FirstSeen, DateTimeOffset ReportedAt, long Frames, long FramesSent, long BytesSent, long Conflated, double? AgeSeconds,
    int Width, int Height, string? Address, string? SilencedBy, string? SilenceReason,
    string? SentScreen, string? SentBy, DateTimeOffset? SentAt, string? RetiredBy, DateTimeOffset? RetiredAt, string? RetiredNote)
{
    public static WallAnswer Of(WallStatus wall) => new(
        wall.Report.Id!, wall.Retired is not null ? "retired" : wall.IsSilent ? "silent" : "live", wall.IsExpected, wall.Report.Screen,
        wall.FirstSeen, wall.ReportedAt, wall.Report.Frames, wall.Sent.Frames, wall.Sent.Bytes, wall.Sent.Conflated,
        wall.Report.AgeSeconds, wall.Report.Width, wall.Report.Height, wall.Address,
        wall.Report.SilencedBy, wall.Report.SilenceReason, wall.Order?.Screen, wall.Order?.By, wall.Order?.At,
        wall.Retired?.By, wall.Retired?.At, wall.Retired?.Note);
}
