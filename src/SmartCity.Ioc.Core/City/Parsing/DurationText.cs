using System.Buffers;
using System.Globalization;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>Durations as people write them in YAML and settings: <c>250ms</c>, <c>10s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c>.</summary>
public static class DurationText
{
    /// <summary>Longest duration taken: ten years. Beyond it stands a slip of the finger, and sums with times would overflow.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    private static readonly SearchValues<char> Amount = SearchValues.Create("0123456789.");

    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        text = text.Trim();
        var digits = text.IndexOfAnyExcept(Amount);
        if (digits <= 0)
        {
            return false;
        }

        double? seconds = text[digits..] switch
        {
            "ms" => 0.001,
            "s" => 1,
            "m" => 60,
            "h" => 3600,
            "d" => 86400,
            _ => null,
        };
        if (seconds is null
            || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount)
            || amount * seconds > Longest.TotalSeconds)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(amount * seconds.Value * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>The shortest way to write a duration that reads back as the same.</summary>
    public static string Format(TimeSpan duration)
    {
        foreach (var (unit, ticks) in ((string, long)[])[("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond)])
        {
            if (duration.Ticks >= ticks && duration.Ticks % ticks == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{duration.Ticks / ticks}{unit}");
            }
        }

        return duration == TimeSpan.Zero ? "0s" : string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds}ms");
    }
}
