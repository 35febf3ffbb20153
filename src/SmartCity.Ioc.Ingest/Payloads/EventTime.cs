using System.Buffers.Text;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>A payload's <c>ts</c> to nanoseconds since the Unix epoch. No allocation; never throws.</summary>
internal static class EventTime
{
    public const long NanosPerMillisecond = 1_000_000;
    private const long NanosPerSecond = 1_000_000_000;

    // 11 April 2262, where nanoseconds leave 63 bits.
    public const long MaxMilliseconds = long.MaxValue / NanosPerMillisecond;

    /// <summary>Milliseconds since the Unix epoch as a JSON number. A fraction is kept to the nanosecond; an exponent is taken as a double.</summary>
    public static bool TryParseMilliseconds(ReadOnlySpan<byte> number, out long nanos)
    {
        nanos = 0;
        if (!Utf8Parser.TryParse(number, out long milliseconds, out var used) || milliseconds < 0 || number[0] == (byte)'-')
        {
            return false;
        }

        if (used < number.Length && number[used] == (byte)'.')
        {
            var fraction = Fraction(number[(used + 1)..], NanosPerMillisecond, out var digits);
            used += 1 + digits;
            nanos = fraction;
        }

        if (used < number.Length)
        {
            return TryParseExponent(number, out nanos);
        }

        if (milliseconds >= MaxMilliseconds)
        {
            return false;
        }

        nanos += milliseconds * NanosPerMillisecond;
        return true;
    }

    /// <summary>A date-time of RFC 3339 section 5.6, with its offset. A space may stand for the T; a leap second counts as the second after.</summary>
    public static bool TryParseRfc3339(ReadOnlySpan<byte> text, out long nanos)
    {
        nanos = 0;
        if (text.Length < 20
            || !TryDigits(text[..4], out var year) || text[4] != '-'
            || !TryDigits(text[5..7], out var month) || text[7] != '-'
            || !TryDigits(text[8..10], out var day)
            || (text[10] | 0x20) is not ('t' or ' ')
            || !TryDigits(text[11..13], out var hour) || text[13] != ':'
            || !TryDigits(text[14..16], out var minute) || text[16] != ':'
            || !TryDigits(text[17..19], out var second))
        {
            return false;
        }

        if (year is < 1970 or > 2261 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        var rest = text[19..];
        long fraction = 0;
        if (rest[0] == '.')
        {
            fraction = Fraction(rest[1..], NanosPerSecond, out var digits);
            if (digits == 0)
            {
                return false;
            }

            rest = rest[(1 + digits)..];
        }

        if (!TryOffset(rest, out var offsetMinutes))
        {
            return false;
        }

        var seconds = new DateTime(year, month, day, hour, minute, 0, DateTimeKind.Utc).Subtract(DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;
        nanos = ((seconds + second - (offsetMinutes * 60L)) * NanosPerSecond) + fraction;
        return nanos >= 0;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text.Length == 1)
        {
            return (text[0] | 0x20) == 'z';
        }

        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryDigits(text[1..3], out var hour) || !TryDigits(text[4..6], out var minute) || hour > 23 || minute > 59)
        {
            return false;
        }

        minutes = ((hour * 60) + minute) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    // Digits after a point, in units of which one is worth "unit"; what is smaller than a nanosecond is cut off.
    private static long Fraction(ReadOnlySpan<byte> text, long unit, out int digits)
    {
        long value = 0;
        digits = 0;
        while (digits < text.Length && char.IsAsciiDigit((char)text[digits]))
        {
            unit /= 10;
            value += (text[digits] - '0') * unit;
            digits++;
        }

        return value;
    }

    private static bool TryParseExponent(ReadOnlySpan<byte> number, out long nanos)
    {
        nanos = 0;
        if (!Utf8Parser.TryParse(number, out double milliseconds, out var used) || used != number.Length
            || !(milliseconds >= 0 && milliseconds < MaxMilliseconds))
        {
            return false;
        }

        nanos = (long)(milliseconds * NanosPerMillisecond);
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var b in text)
        {
            if (!char.IsAsciiDigit((char)b))
            {
                return false;
            }

            value = (value * 10) + (b - '0');
        }

        return true;
    }
}
