using System.Globalization;
using System.Text;
using System.Text.Json;
using SmartCity.Ioc.City.Decoding;
using SmartCity.Ioc.Ingest.Payloads;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>A sender's time to nanoseconds since the Unix epoch.</summary>
internal static class ForeignTime
{
    private const long NanosPerSecond = 1_000_000_000;

    // A number below is of a coarser unit: 1e11 seconds is the year 5138, as milliseconds it is March 1973.
    private const double OnlySeconds = 1e11;
    private const double OnlyMilliseconds = 1e14;
    private const double OnlyMicroseconds = 1e17;

    private static readonly string[] LocalFormats =
    [
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", "yyyy-MM-dd HH:mm:ss.FFFFFFF", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm", "yyyy-MM-dd",
    ];

    public static bool TryRead(JsonElement element, TimeFormat format, TimeZoneInfo zone, long arrivalNanos, out long nanos)
    {
        nanos = 0;
        var text = JsonText.Of(element)?.Trim();
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (format == TimeFormat.Auto)
        {
            return element.ValueKind == JsonValueKind.Number ? TryNumber(text, Guess(text), out nanos) : TryText(text, zone, out nanos);
        }

        if (format == TimeFormat.Compact)
        {
            return DateTime.TryParseExact(text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                && TryLocal(local, zone, out nanos);
        }

        if (format == TimeFormat.AgeS)
        {
            var isAge = TryNumber(text, 9, out var age);
            nanos = arrivalNanos - age;
            return isAge && nanos >= 0;
        }

        return TryNumber(text, Digits(format), out nanos);
    }

    // Powers of ten between the unit and a nanosecond.
    private static int Digits(TimeFormat format) => format switch
    {
        TimeFormat.UnixS => 9,
        TimeFormat.UnixMs => 6,
        TimeFormat.UnixUs => 3,
        _ => 0,
    };

    private static int Guess(string text)
    {
        var size = double.Parse(text, CultureInfo.InvariantCulture);
        return size < OnlySeconds ? 9 : size < OnlyMilliseconds ? 6 : size < OnlyMicroseconds ? 3 : 0;
    }

    // As a decimal: a double has no room for the nanoseconds of this century.
    private static bool TryNumber(string text, int digits, out long nanos)
    {
        nanos = 0;
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || number < 0)
        {
            return false;
        }

        var scale = 1m;
        for (; digits > 0; digits--)
        {
            scale *= 10;
        }

        if (number >= long.MaxValue / scale)
        {
            return false;
        }

        nanos = (long)(number * scale);
        return true;
    }

    private static bool TryText(string text, TimeZoneInfo zone, out long nanos)
    {
        // An interval of ISO 8601 section 5.5: it is known by its beginning, as a window is.
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0)
        {
            text = text[..slash];
        }

        if (EventTime.TryParseRfc3339(Encoding.UTF8.GetBytes(text), out nanos))
        {
            return true;
        }

        return DateTime.TryParseExact(text, LocalFormats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) && TryLocal(local, zone, out nanos);
    }

    private static bool TryLocal(DateTime local, TimeZoneInfo zone, out long nanos)
    {
        nanos = 0;
        if (zone.IsInvalidTime(local))
        {
            return false;
        }

        // Where clocks went back the earlier of the two moments is as likely as the later.
        var utc = zone.IsAmbiguousTime(local) ? local - zone.GetAmbiguousTimeOffsets(local).Max() : TimeZoneInfo.ConvertTimeToUtc(local, zone);
        var ticks = utc.Ticks - DateTime.UnixEpoch.Ticks;
        if (ticks < 0 || ticks > long.MaxValue / 100)
        {
            return false;
        }

        nanos = ticks * (NanosPerSecond / TimeSpan.TicksPerSecond);
        return true;
    }
}
