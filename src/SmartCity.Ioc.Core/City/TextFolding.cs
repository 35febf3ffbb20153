using System.Text;

namespace SmartCity.Ioc.City;

/// <summary>
/// Lower case without Vietnamese marks, so that <c>ngap</c> finds <c>Ngập</c>. By table: the runtime's own decomposition needs ICU, which
/// the server runs without.
/// </summary>
public static class TextFolding
{
    private static readonly Dictionary<char, char> Base = Table();

    public static string Fold(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            // U+0300 to U+036F: combining marks of a text that comes decomposed.
            if (c is < '\u0300' or > '\u036f')
            {
                var lower = char.ToLowerInvariant(c);
                folded.Append(Base.GetValueOrDefault(lower, lower));
            }
        }

        return folded.ToString();
    }

    private static Dictionary<char, char> Table()
    {
        var table = new Dictionary<char, char>();
        ReadOnlySpan<string> families =
        [
            "aàáảãạăằắẳẵặâầấẩẫậ", "eèéẻẽẹêềếểễệ", "iìíỉĩị", "oòóỏõọôồốổỗộơờớởỡợ", "uùúủũụưừứửữự", "yỳýỷỹỵ", "dđ",
        ];
        foreach (var family in families)
        {
            foreach (var c in family[1..])
            {
                table.Add(c, family[0]);
            }
        }

        return table;
    }
}
