using System.Text;

namespace SmartCity.Ioc.Ingest.Foreign;

/// <summary>Other people's names in the contract's letters.</summary>
internal static class ForeignNames
{
    private const int Longest = 64;

    // The contract's own members have a meaning of their own.
    private static readonly HashSet<string> Reserved = ["ts", "seq", "id", "zone", "type", "loc", "events", "status"];

    /// <summary>A part of a topic: lower case, everything else than <c>a-z 0-9 . _ -</c> a dash.</summary>
    public static string Part(string name) => Plain(name, '-');

    /// <summary>A metric or attribute: as a part, with <c>_</c>; one of the contract's reserved names gets <c>_</c> behind it.</summary>
    public static string Member(string name)
    {
        var plain = Plain(name, '_');
        return Reserved.Contains(plain) ? plain + "_" : plain;
    }

    private static string Plain(string name, char other)
    {
        var plain = new StringBuilder(name.Length);
        foreach (var rune in name.Trim().Normalize(NormalizationForm.FormD))
        {
            var letter = char.ToLowerInvariant(rune);
            if (letter is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '_' or '-')
            {
                plain.Append(letter);
            }
            else if (letter == 'đ')
            {
                plain.Append('d');
            }
            else if (char.GetUnicodeCategory(letter) != System.Globalization.UnicodeCategory.NonSpacingMark
                && plain.Length > 0 && plain[^1] != other)
            {
                plain.Append(other);
            }
        }

        var text = plain.ToString().TrimEnd(other);
        return text.Length > Longest ? text[..Longest] : text;
    }
}
