using System.Globalization;
using System.Text;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Registry;

namespace SmartCity.Ioc.Host.Api.Registry;

/// <summary>The registry as rows of RFC 4180 under the header <c>id,zone,kind,name_vi,name_en,lat,lon,owner</c>. An empty field says nothing.</summary>
internal static class RegistryCsv
{
    private const string Header = "id,zone,kind,name_vi,name_en,lat,lon,owner";

    // What a spreadsheet would take for a formula.
    private const string Formulas = "=+-@";

    public static string Write(IEnumerable<Device> devices, CityRegistry registry)
    {
        var text = new StringBuilder(Header).Append("\r\n");
        foreach (var device in devices)
        {
            text.AppendJoin(',', new[]
            {
                device.Id, registry.Zones[device.Zone].Id, registry.Kinds[device.Kind].Id, Quote(device.Name.Vi), Quote(device.Name.En),
                Number(device.Location?.Lat), Number(device.Location?.Lon), Quote(device.Owner ?? ""),
            }).Append("\r\n");
        }

        return text.ToString();
    }

    /// <exception cref="FormatException">What is wrong, with its line.</exception>
    public static IReadOnlyList<DeviceChange> Read(string text)
    {
        var rows = Rows(text.TrimStart('\uFEFF')).ToList();
        if (rows.Count == 0 || string.Join(',', rows[0]) != Header)
        {
            throw new FormatException($"The first line must be {Header}.");
        }

        return [.. rows.Skip(1).Select((fields, i) => Read(fields, i + 2))];
    }

    private static DeviceChange Read(List<string> fields, int line)
    {
        if (fields.Count != 8)
        {
            throw new FormatException($"Line {line} has {fields.Count} fields, 8 are needed.");
        }

        var texts = fields.Select(field => field.Length == 0 ? null : field.Length > 1 && field[0] == '\'' && Formulas.Contains(field[1], StringComparison.Ordinal) ? field[1..] : field).ToList();
        if ((texts[5] is null) != (texts[6] is null))
        {
            throw new FormatException($"Line {line} has one of lat and lon without the other.");
        }

        return new DeviceChange(
            texts[0] ?? throw new FormatException($"Line {line} has no id."), texts[1], texts[2],
            texts[3] is null && texts[4] is null ? null : new LocalizedText(texts[3] ?? texts[4]!, texts[4] ?? texts[3]!),
            texts[5] is null ? null : new GeoPoint(Number(texts[5]!, line), Number(texts[6]!, line)), texts[7]);
    }

    private static IEnumerable<List<string>> Rows(string text)
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
            else if (letter is ',' or '\n')
            {
                row.Add(field.ToString());
                field.Clear();
                if (letter == '\n')
                {
                    if (row.Count > 1 || row[0].Length > 0)
                    {
                        yield return row;
                    }

                    row = [];
                }
            }
            else if (letter != '\r')
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
            row.Add(field.ToString());
            yield return row;
        }
    }

    private static string Quote(string text)
    {
        var safe = text.Length > 0 && Formulas.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(",\"\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static double Number(string text, int line) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"Line {line}: '{text}' is not a number.");
}
