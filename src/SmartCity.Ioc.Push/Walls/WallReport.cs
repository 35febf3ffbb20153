namespace SmartCity.Ioc.Push.Walls;

/// <summary>What a wall says about itself every few seconds.</summary>
/// <param name="Id">Which wall: the same over its reloads.</param>
/// <param name="Screen">What it shows.</param>
/// <param name="Frames">Painted since the page was loaded.</param>
/// <param name="AgeSeconds">Of its newest frame; null before the first.</param>
/// <param name="Width">Of the page in CSS pixels.</param>
/// <param name="Height">Of the page in CSS pixels.</param>
/// <param name="SilencedBy">Who silenced its siren, if somebody did.</param>
/// <param name="SilenceReason">Why.</param>
public sealed record WallReport(
    string? Id, string? Screen, long Frames = 0, double? AgeSeconds = null, int Width = 0, int Height = 0, string? SilencedBy = null,
    string? SilenceReason = null);
