using System.Globalization;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>A recording's time as its mapping says that it is written.</summary>
internal static class RecordedTime
{
    public static bool TryRead(TimeColumn column, string text, out DateTimeOffset at, out string reason)
    {
        at = default;
        reason = $"'{text}' is not a time as '{column.Format}'";
        switch (column.Format)
        {
            case "unix_s" or "unix_ms":
                var ticks = column.Format == "unix_s" ? TimeSpan.TicksPerSecond : TimeSpan.TicksPerMillisecond;
                var known = TryNumber(text, out var count) && Math.Abs(count * ticks) < DateTimeOffset.MaxValue.Ticks / 2;
                at = known ? DateTimeOffset.UnixEpoch.AddTicks((long)(count * ticks)) : default;
                return known;
            case "counter":
                var isNumber = TryNumber(text, out var number) && Math.Abs(number) < 1_000_000_000_000;
                at = isNumber ? column.Start.AddTicks((long)(number * (decimal)(column.StepSeconds * TimeSpan.TicksPerSecond))) : default;
                return isNumber;
            case "rfc3339":
                if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var read))
                {
                    return false;
                }

                if (read.Kind != DateTimeKind.Unspecified)
                {
                    return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out at);
                }

                return InZone(column, read, text, out at, out reason);
            default:
                return DateTime.TryParseExact(text, column.Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
                    && InZone(column, local, text, out at, out reason);
        }
    }

    private static bool TryNumber(string text, out decimal number) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);

    private static bool InZone(TimeColumn column, DateTime local, string text, out DateTimeOffset at, out string reason)
    {
        reason = $"'{text}' has no offset, and the mapping names no time zone";
        at = column.Zone is { } zone ? new DateTimeOffset(local, zone.GetUtcOffset(local)) : default;
        return column.Zone is not null;
    }
}
