using System.Text;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>Rows of a CSV after RFC 4180: quoted fields may hold the delimiter, doubled quotes and line ends.</summary>
internal sealed class CsvRows(TextReader reader, char delimiter)
{
    /// <summary>A field beyond it is a quote that was never closed, not data.</summary>
    private const int LongestField = 1 << 20;

    private readonly List<string> _fields = [];
    private readonly StringBuilder _field = new();

    /// <summary>1-based line on which the present row begins.</summary>
    public int Line { get; private set; }

    private int _nextLine = 1;

    /// <summary>The next row, valid until the call after; null at the end. Empty lines are left out.</summary>
    /// <exception cref="InvalidDataException">A quote is not closed.</exception>
    public IReadOnlyList<string>? Next()
    {
        _fields.Clear();
        _field.Clear();
        Line = _nextLine;
        var (quoted, any) = (false, false);
        while (true)
        {
            var read = reader.Read();
            if (read < 0)
            {
                if (quoted)
                {
                    throw new InvalidDataException($"a quote that opens in the row of line {Line} is not closed");
                }

                if (!any)
                {
                    return null;
                }

                _fields.Add(_field.ToString());
                return _fields;
            }

            var letter = (char)read;
            _nextLine += letter == '\n' ? 1 : 0;
            if (quoted)
            {
                if (letter != '"')
                {
                    if (_field.Length == LongestField)
                    {
                        throw new InvalidDataException($"a quote that opens in the row of line {Line} is not closed");
                    }

                    _field.Append(letter);
                }
                else if (reader.Peek() == '"')
                {
                    _field.Append((char)reader.Read());
                }
                else
                {
                    quoted = false;
                }
            }
            else if (letter == '"' && _field.Length == 0)
            {
                (quoted, any) = (true, true);
            }
            else if (letter == delimiter)
            {
                _fields.Add(_field.ToString());
                _field.Clear();
                any = true;
            }
            else if (letter == '\n')
            {
                if (any)
                {
                    _fields.Add(_field.ToString());
                    return _fields;
                }

                Line = _nextLine;
            }
            else if (letter != '\r')
            {
                _field.Append(letter);
                any = true;
            }
        }
    }
}
