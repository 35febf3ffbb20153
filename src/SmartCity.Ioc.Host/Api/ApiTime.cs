using System.Globalization;

namespace SmartCity.Ioc.Host.Api;

/// <summary>Between the house's nanoseconds and the interface's times.</summary>
internal static class ApiTime
{
    private const long NanosPerTick = 100;

    public static DateTimeOffset FromNanos(long nanos) => DateTimeOffset.UnixEpoch.AddTicks(nanos / NanosPerTick);

    /// <summary>Null for 0, which stands for "never".</summary>
    public static DateTimeOffset? FromNanosOrNever(long nanos) => nanos == 0 ? null : FromNanos(nanos);

    public static DateTimeOffset? FromNanos(long? nanos) => nanos is { } at ? FromNanos(at) : null;

    public static long ToNanos(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * NanosPerTick;

    /// <summary>RFC 3339 with an offset, or milliseconds since the Unix epoch. A year from 1970 to 2261, which nanoseconds can hold.</summary>
    public static bool TryParse(string? text, out DateTimeOffset time)
    {
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds))
        {
            time = milliseconds < 253_402_300_800_000 ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) : default;
        }
        else if (!HasOffset(text = WithPlus(text))
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out time))
        {
            time = default;
        }

        return time.Year is >= 1970 and < 2262;
    }

    // In a query a plus sign that was not escaped arrives as a space.
    private static string? WithPlus(string? text) =>
        text is { Length: > 16 } && text[^6] == ' ' ? string.Concat(text.AsSpan(0, text.Length - 6), "+", text.AsSpan(text.Length - 5)) : text;

    // Without an offset a time would mean the server's zone, which the sender does not know.
    private static bool HasOffset(string? text) =>
        text is { Length: > 11 } && text[4] == '-' && (text[^1] is 'Z' or 'z' || text.AsSpan(11).IndexOfAny('+', '-') >= 0);
}
