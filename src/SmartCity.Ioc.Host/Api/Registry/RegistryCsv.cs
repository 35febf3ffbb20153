using System.Buffers;
using System.Globalization;
using System.Text;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Registry;

namespace SmartCity.Ioc.Host.Api.Registry;

/// <summary>The registry as rows of RFC 4180. Read back, columns may stand in any order and those but <c>id</c> may be missing; an empty field
/// says nothing. A file that a Vietnamese spreadsheet saved has semicolons, or tabs, and decimal commas: that is read too.</summary>
internal static class RegistryCsv
{
    // What a spreadsheet would take for a formula (https://owasp.org/www-community/attacks/CSV_Injection).
    private const string Formulas = "=+-@\t\r";

    private const int Id = 0, Zone = 1, Kind = 2, NameVi = 3, NameEn = 4, Lat = 5, Lon = 6, Owner = 7, Interval = 8;

    private static readonly SearchValues<char> Quoted = SearchValues.Create(",;\t\"\r\n");

    private static readonly string[] Columns = ["id", "zone", "kind", "name_vi", "name_en", "lat", "lon", "owner", "interval_seconds"];

    public static string Write(IEnumerable<Device> devices, CityRegistry registry)
    {
        var text = new StringBuilder().AppendJoin(',', Columns).Append("\r\n");
        foreach (var device in devices)
        {
            text.AppendJoin(',', new[]
            {
                device.Id, registry.Zones[device.Zone].Id, registry.Kinds[device.Kind].Id, Quote(device.Name.Vi), Quote(device.Name.En),
                Number(device.Location?.Lat), Number(device.Location?.Lon), Quote(device.Owner ?? ""), Number(device.DeclaredInterval?.TotalSeconds),
            }).Append("\r\n");
        }

        return text.ToString();
    }

    /// <exception cref="FormatException">What is wrong, with its row.</exception>
    public static IReadOnlyList<DeviceChange> Read(string text)
    {
        text = text.TrimStart('\uFEFF');
        var head = text.AsSpan(0, text.AsSpan().IndexOfAny('\r', '\n') is var end and >= 0 ? end : text.Length);
        var separator = head.Contains(';') ? ';' : head.Contains('\t') ? '\t' : ',';
        using var rows = CsvRows.Read(text, separator).GetEnumerator();
        var order = rows.MoveNext() ? Order(rows.Current) : throw new FormatException($"The first line must name columns: {string.Join(',', Columns)}.");
        var changes = new List<DeviceChange>();
        for (var number = 2; rows.MoveNext(); number++)
        {
            changes.Add(Read(rows.Current, order, number, separator != ','));
        }

        return changes;
    }

    // The place of each column in the file, or -1.
    private static int[] Order(List<string> header)
    {
        var names = header.Select(name => name.Trim().ToLowerInvariant()).ToList();
        if (names.Find(name => !Columns.Contains(name)) is { } unknown)
        {
            throw new FormatException($"There is no column '{unknown}'; there are {string.Join(',', Columns)}.");
        }

        if (names.Distinct().Count() != names.Count || !names.Contains("id"))
        {
            throw new FormatException("The first line must name each column once, 'id' among them.");
        }

        return [.. Columns.Select(name => names.IndexOf(name))];
    }

    private static DeviceChange Read(List<string> fields, int[] order, int row, bool hasDecimalCommas)
    {
        var columns = order.Count(place => place >= 0);
        if (fields.Count != columns)
        {
            throw new FormatException($"Row {row} has {fields.Count} fields, {columns} are needed.");
        }

        var texts = Array.ConvertAll(order, place => place < 0 ? null : Unquoted(fields[place]));
        if ((texts[Lat] is null) != (texts[Lon] is null))
        {
            throw new FormatException($"Row {row} has one of lat and lon without the other.");
        }

        return new DeviceChange(
            texts[Id] ?? throw new FormatException($"Row {row} has no id."), texts[Zone], texts[Kind],
            (texts[NameVi] ?? texts[NameEn]) is { } name ? new LocalizedText(texts[NameVi] ?? name, texts[NameEn] ?? name) : null,
            texts[Lat] is null ? null : new GeoPoint(Number(Lat), Number(Lon)), texts[Owner],
            IntervalSeconds: texts[Interval] is null ? null : Number(Interval));

        double Number(int column)
        {
            var text = hasDecimalCommas ? texts[column]!.Replace(',', '.') : texts[column]!;
            return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                ? number
                : throw new FormatException($"Row {row}: '{texts[column]}' is not a number.");
        }
    }

    private static string? Unquoted(string field) => field.Trim() switch
    {
        "" => null,
        ['\'', var first, ..] text when Formulas.Contains(first, StringComparison.Ordinal) => text[1..],
        var text => text,
    };

    private static string Quote(string text)
    {
        var safe = text.Length > 0 && Formulas.Contains(text[0], StringComparison.Ordinal) ? "'" + text : text;
        return safe.AsSpan().IndexOfAny(Quoted) < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Number(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "";
}
