namespace SmartCity.Ioc.TimeSeries;

/// <summary>Points of one series that wait to be stored, in the order in which they were given out.</summary>
/// <param name="Windows">Each with the length of its level.</param>
public sealed record RecentPoints(IReadOnlyList<ReadingPoint> Readings, IReadOnlyList<KeyValuePair<long, WindowPoint>> Windows)
{
    public static RecentPoints None { get; } = new([], []);
}
