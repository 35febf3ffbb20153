using System.Globalization;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>Dates as people write them: <c>2026-01-01</c> (midnight in the city) or with time and offset.</summary>
internal static class DateText
{
    public static long? Read(YamlMap map, string key, TimeZoneInfo zone, long fallback)
    {
        if (!map.Has(key))
        {
            return fallback;
        }

        if (map.Text(key) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            var midnight = day.ToDateTime(TimeOnly.MinValue);
            return Nanos(new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)));
        }

        if (DateTimeOffset.TryParseExact(
            text, ["yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK"], CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var time))
        {
            return Nanos(time);
        }

        map.Error(key, $"'{key}' must be a date, like 2026-01-01, or a time with its offset, like 2026-01-01T07:00:00+07:00, not '{text}'");
        return null;
    }

    /// <summary>A date alone: <c>2026-02-17</c>.</summary>
    public static DateOnly? Day(YamlMap map, string key, bool optional = false)
    {
        if (map.Text(key, optional) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        map.Error(key, $"'{key}' must be a date, like 2026-02-17, not '{text}'");
        return null;
    }

    private static long Nanos(DateTimeOffset time) => (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) * 100;
}
