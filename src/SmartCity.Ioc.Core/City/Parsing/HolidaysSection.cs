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
            var from = DateText.Day(item, "from");
            var to = item.Has("to") ? DateText.Day(item, "to") : from;
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
}
