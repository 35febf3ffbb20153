using System.Text;

namespace SmartCity.Ioc.Host.Api.Registry;

/// <summary>Rows of RFC 4180: a quoted field may hold separators, line ends and doubled quotes. Empty lines are no rows.</summary>
internal static class CsvRows
{
    /// <exception cref="FormatException">A quoted field does not end.</exception>
    public static IEnumerable<List<string>> Read(string text, char separator)
    {
        var row = new List<string>();
        var field = new StringBuilder();
        var isQuoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            var letter = text[i];
            if (isQuoted)
            {
                if (letter != '"')
                {
                    field.Append(letter);
                }
                else if (i + 1 < text.Length && text[i + 1] == '"')
                {
                    field.Append(text[++i]);
                }
                else
                {
                    isQuoted = false;
                }
            }
            else if (letter == '"')
            {
                isQuoted = true;
            }
            else if (letter == separator)
            {
                End();
            }
            else if (letter is '\r' or '\n')
            {
                if (row.Count > 0 || field.Length > 0)
                {
                    End();
                    yield return row;
                    row = [];
                }
            }
            else
            {
                field.Append(letter);
            }
        }

        if (isQuoted)
        {
            throw new FormatException("A quoted field does not end.");
        }

        if (row.Count > 0 || field.Length > 0)
        {
            End();
            yield return row;
        }

        void End()
        {
            row.Add(field.ToString());
            field.Clear();
        }
    }
}
