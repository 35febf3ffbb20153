using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.City.Decoding;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>Numbers as senders write them: as numbers, as truth, in quotes, with their unit behind.</summary>
internal static class ForeignNumbers
{
    private const NumberStyles Plain = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;

    /// <param name="words">Numbers that words stand for.</param>
    /// <param name="unit">The unit that stands behind the number, or null.</param>
    /// <returns>False where it is no number.</returns>
    public static bool TryRead(JsonElement element, IReadOnlyDictionary<string, double> words, out double value, out string? unit)
    {
        unit = null;
        value = 0;
        switch (element.ValueKind)
        {
            case JsonValueKind.Number:
                return element.TryGetDouble(out value);
            case JsonValueKind.True or JsonValueKind.False:
                value = words.GetValueOrDefault(element.ValueKind == JsonValueKind.True ? "true" : "false", element.ValueKind == JsonValueKind.True ? 1 : 0);
                return true;
            case JsonValueKind.String:
                var text = element.GetString()!.Trim();
                return words.TryGetValue(text, out value) || TryText(text, out value, out unit);
            default:
                return false;
        }
    }

    private static bool TryText(string text, out double value, out string? unit)
    {
        unit = null;
        if (double.TryParse(text, Plain, CultureInfo.InvariantCulture, out value))
        {
            return double.IsFinite(value);
        }

        // "3.384 V", "30.11 °C": only a unit that is one makes a number of a text ("12 Main Street" is none).
        // "0.00 W/m2" and "12 ug/m3" end in a digit of their unit: a space tells.
        var end = text.LastIndexOf(' ') is var space and > 0 ? space : text.AsSpan().LastIndexOfAnyInRange('0', '9') + 1;
        var behind = text[end..].Trim();
        if (end == 0 || behind.Length is 0 or > 8 || !UnitTable.IsKnown(behind)
            || !double.TryParse(text[..end], Plain, CultureInfo.InvariantCulture, out value) || !double.IsFinite(value))
        {
            return false;
        }

        unit = behind;
        return true;
    }
}
