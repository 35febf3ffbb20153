using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Aggregates;

/// <summary>Which windows there are and which is merged into which.</summary>
internal static class WindowLevels
{
    /// <returns>In the order of closing among windows that end at one moment.</returns>
    public static WindowLevel[] Build(PipelineOptions options, CityDays days, FrameShelf shelf)
    {
        var levels = new List<WindowLevel>();
        var lateness = Nanos(options.AllowedLateness);
        WindowLevel Level(AggregateScope scope, TimeSpan length, WindowLevel? child)
        {
            var isDay = length == TimeSpan.FromDays(1);
            var level = new WindowLevel(levels.Count, scope, Nanos(length), isDay ? days : null, lateness, shelf);
            child?.Parents.Add(level);
            levels.Add(level);
            return level;
        }

        WindowLevel? child = null;
        foreach (var length in options.Windows)
        {
            child = Level(AggregateScope.Device, length, child);
        }

        child!.FeedsZones = true;
        AddRollUps(AggregateScope.Device, child);
        AddRollUps(AggregateScope.Zone, Level(AggregateScope.Zone, options.Windows[^1], null));
        return [.. levels];

        // A day is made of quarter hours, not of hours: midnight is not on the hour everywhere (UTC+5:30), but on a quarter it is.
        void AddRollUps(AggregateScope scope, WindowLevel shorter)
        {
            var quarter = Level(scope, PipelineOptions.RollUps[0], shorter);
            Level(scope, PipelineOptions.RollUps[1], quarter);
            Level(scope, PipelineOptions.RollUps[2], quarter);
        }
    }

    /// <summary>Lets go of windows that no correction reaches any more, and of the oldest closed ones where there are too many.</summary>
    /// <param name="beforeNanos">No reading is taken of windows that ended until then.</param>
    public static void LetGo(WindowLevel[] levels, long beforeNanos, int mostClosed)
    {
        var closed = 0;
        foreach (var level in levels)
        {
            while (level.Frames is [{ Closed: true } oldest, ..] && oldest.EndNanos <= beforeNanos)
            {
                level.Forget();
            }

            closed += level.ClosedStates;
        }

        while (closed > mostClosed)
        {
            WindowLevel? oldest = null;
            foreach (var level in levels)
            {
                if (level.Frames is [{ Closed: true } first, ..] && (oldest is null || first.EndNanos < oldest.Frames[0].EndNanos))
                {
                    oldest = level;
                }
            }

            closed -= oldest!.Frames[0].StateCount;
            oldest.Forget();
        }
    }

    private static long Nanos(TimeSpan span) => span.Ticks * 100;
}
