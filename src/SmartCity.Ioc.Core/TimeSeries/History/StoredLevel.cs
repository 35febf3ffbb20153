using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>A length of windows that the store keeps.</summary>
/// <param name="FinerNanos">Length of those that its windows are made of; 0 for the shortest.</param>
internal sealed record StoredLevel(long LengthNanos, WindowGrid Grid, long FinerNanos)
{
    private const long NanosPerDay = 24L * 3600 * 1_000_000_000;

    /// <summary>The levels of a scope, shortest first.</summary>
    public static IReadOnlyList<StoredLevel> Of(AggregateScope scope, PipelineOptions options, TimeZoneInfo city)
    {
        var levels = new List<StoredLevel>();
        foreach (var length in scope == AggregateScope.Zone ? options.Windows.TakeLast(1) : options.Windows)
        {
            Add(length, levels.Count == 0 ? 0 : levels[^1].LengthNanos);
        }

        Add(PipelineOptions.RollUps[0], levels[^1].LengthNanos);
        var quarter = levels[^1].LengthNanos;
        Add(PipelineOptions.RollUps[1], quarter);
        Add(PipelineOptions.RollUps[2], quarter);
        return levels;

        void Add(TimeSpan span, long finer)
        {
            var length = span.Ticks * 100;
            levels.Add(new StoredLevel(length, length == NanosPerDay ? new CalendarGrid(CalendarUnit.Day, 1, city) : new FixedGrid(length), finer));
        }
    }

    /// <summary>The longest level whose windows the asked ones are made of, or null where there is none.</summary>
    public static StoredLevel? SourceOf(WindowLength asked, IReadOnlyList<StoredLevel> levels, TimeZoneInfo zone, TimeZoneInfo city)
    {
        if (asked.IsCalendar && SameClock(zone, city))
        {
            return levels[^1];
        }

        // Where starts follow a zone's clock they are on its full hours or quarters of UTC; a step of clocks within a part of a day cuts it.
        var longest = asked.FollowsZone ? levels[^1].LengthNanos / (HasFullHours(zone) ? 24 : 96) : asked.Nanos;
        for (var i = levels.Count - 2; i >= 0; i--)
        {
            var length = levels[i].LengthNanos;
            if (length <= longest && (asked.IsCalendar || asked.Nanos % length == 0))
            {
                return levels[i];
            }
        }

        return null;
    }

    private static bool SameClock(TimeZoneInfo zone, TimeZoneInfo city) => zone.Id == city.Id || zone.HasSameRules(city);

    private static bool HasFullHours(TimeZoneInfo zone) =>
        IsFull(zone.BaseUtcOffset)
        && Array.TrueForAll(
            zone.GetAdjustmentRules(), rule => rule.DateEnd.Year < 1970 || (IsFull(rule.DaylightDelta) && IsFull(rule.BaseUtcOffsetDelta)));

    private static bool IsFull(TimeSpan offset) => offset.Ticks % TimeSpan.TicksPerHour == 0;
}
