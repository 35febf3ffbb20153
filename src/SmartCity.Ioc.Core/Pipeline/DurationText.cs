using System.Globalization;

namespace SmartCity.Ioc.Pipeline;

/// <summary>Durations as people write them in settings: <c>250ms</c>, <c>10s</c>, <c>1m</c>, <c>1h</c>, <c>1d</c>.</summary>
public static class DurationText
{
    /// <returns>Whether the text is a whole number with a unit. Zero is a duration, a negative one is not.</returns>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var trimmed = (text ?? string.Empty).AsSpan().Trim();
        var digits = trimmed.IndexOfAnyExceptInRange('0', '9');
        if (digits <= 0 || !long.TryParse(trimmed[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        var unit = trimmed[digits..].TrimStart() switch
        {
            "ms" => TimeSpan.TicksPerMillisecond,
            "s" => TimeSpan.TicksPerSecond,
            "m" or "min" => TimeSpan.TicksPerMinute,
            "h" => TimeSpan.TicksPerHour,
            "d" => TimeSpan.TicksPerDay,
            _ => 0L,
        };
        if (unit == 0 || number > TimeSpan.MaxValue.Ticks / unit)
        {
            return false;
        }

        duration = TimeSpan.FromTicks(number * unit);
        return true;
    }

    /// <summary>The shortest exact form: 90 s is <c>90s</c>, 60 s is <c>1m</c>.</summary>
    public static string Format(TimeSpan duration)
    {
        var ticks = duration.Ticks;
        return ticks switch
        {
            _ when ticks != 0 && ticks % TimeSpan.TicksPerDay == 0 => $"{ticks / TimeSpan.TicksPerDay}d",
            _ when ticks != 0 && ticks % TimeSpan.TicksPerHour == 0 => $"{ticks / TimeSpan.TicksPerHour}h",
            _ when ticks != 0 && ticks % TimeSpan.TicksPerMinute == 0 => $"{ticks / TimeSpan.TicksPerMinute}m",
            _ when ticks % TimeSpan.TicksPerSecond == 0 => $"{ticks / TimeSpan.TicksPerSecond}s",
            _ => $"{ticks / TimeSpan.TicksPerMillisecond}ms",
        };
    }
}
