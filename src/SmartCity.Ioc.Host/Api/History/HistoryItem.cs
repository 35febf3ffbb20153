using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.Host.Api.History;

/// <summary>A line of an answer: a reading, a window, or a stretch in which there is neither.</summary>
/// <param name="EndNanos">Of a window or a gap; a reading's own time.</param>
internal readonly record struct HistoryItem(HistoryItemKind Kind, long TimeNanos, long EndNanos, double Value, WindowPoint Window)
{
    /// <inheritdoc cref="ReadingPoint.TimeAssumed"/>
    public bool TimeAssumed { get; init; }

    public static HistoryItem Of(ReadingPoint reading) =>
        new(HistoryItemKind.Reading, reading.TimeNanos, reading.TimeNanos, reading.Value, default) { TimeAssumed = reading.TimeAssumed };

    public static HistoryItem Of(in HistoryWindow window) => new(
        window.IsProvisional ? HistoryItemKind.OpenWindow : HistoryItemKind.Window, window.Point.StartNanos, window.EndNanos, double.NaN, window.Point);

    public static HistoryItem Gap(long from, long to) => new(HistoryItemKind.Gap, from, to, double.NaN, default);
}
