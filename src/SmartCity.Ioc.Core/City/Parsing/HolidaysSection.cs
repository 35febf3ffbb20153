using System.Globalization;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>holidays.yaml</c>: days on which a city does not work as on others.</summary>
internal static class HolidaysSection
{
    public const string FileName = "holidays.yaml";

    private const int Longest = 60;

    public static IReadOnlyList<DateOnly> Read(YamlMap map)
    {
        var days = new List<DateOnly>();
        foreach (var item in map.Maps("holidays", "a holiday"))
        {
            var from = Day(item, "from");
            var to = item.Has("to") ? Day(item, "to") : from;
            item.Localized("name", optional: true);
            item.Finish();
            if (from is not { } first || to is not { } last)
            {
                continue;
            }

            if (last < first || last.DayNumber - first.DayNumber > Longest)
            {
                item.Error("to", $"'to' must not be before 'from', nor more than {Longest} days after it");
                continue;
            }

            for (var day = first; day <= last; day = day.AddDays(1))
            {
                days.Add(day);
            }
        }

        map.Finish();
        return days;
    }

    private static DateOnly? Day(YamlMap map, string key)
    {
        if (map.Text(key) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        map.Error(key, $"'{key}' must be a date, like 2026-02-17, not '{text}'");
        return null;
    }
}
