using System.Buffers.Text;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>A JSON number's text to a double, exactly rounded.</summary>
internal static class JsonNumber
{
    // Powers of ten that a double holds exactly.
    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>The double that up to 15 digits stand for.</summary>
    /// <param name="decimals">How many of them stand behind the point; less than 0 where there is none.</param>
    public static double Value(long digits, int decimals, bool negative)
    {
        var value = digits / PowersOfTen[Math.Max(0, decimals)];
        return negative && digits != 0 ? -value : value;
    }

    /// <param name="text">Valid by JSON's grammar: the reader has seen it.</param>
    /// <returns>False where it is larger than a double can be.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        // A sensor's number has few digits and no exponent. Up to 15 digits are an exact double and so is the power of ten, and the
        // quotient of two exact doubles is the correctly rounded one (W. D. Clinger, "How to Read Floating Point Numbers Accurately", 1990).
        if (text.Length <= 17)
        {
            long digits = 0;
            var count = 0;
            var decimals = -1;
            var negative = text[0] == '-';
            for (var i = negative ? 1 : 0; i < text.Length; i++)
            {
                var digit = (uint)(text[i] - '0');
                if (digit <= 9)
                {
                    digits = (digits * 10) + digit;
                    count++;
                    decimals += decimals >= 0 ? 1 : 0;
                }
                else if (text[i] == '.')
                {
                    decimals = 0;
                }
                else
                {
                    count = int.MaxValue;
                    break;
                }
            }

            if (count <= 15)
            {
                value = Value(digits, decimals, negative);
                return true;
            }
        }

        // -0.0 becomes 0: the two are one value, and must be one in what is stored.
        var parsed = Utf8Parser.TryParse(text, out value, out var used) && used == text.Length && double.IsFinite(value);
        value += 0.0;
        return parsed;
    }
}
