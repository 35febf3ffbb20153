using System.Globalization;

namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>city.yaml</c>: who the city is and where its days begin.</summary>
internal sealed record CitySection(string Id, LocalizedText Name, string TimeZone, IReadOnlyList<TimeOnly> Shifts, IReadOnlyList<PackChoice> Packs)
{
    public const string FileName = "city.yaml";
    private const string DefaultTimeZone = "Asia/Ho_Chi_Minh";

    private static readonly TimeOnly[] DefaultShifts = [new(6, 0), new(14, 0), new(22, 0)];

    public static CitySection? Read(YamlMap map)
    {
        var id = map.Id("id");
        var name = map.Localized("name");
        var zone = map.Has("time_zone") ? map.Text("time_zone") : DefaultTimeZone;
        if (zone is not null && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            map.Error("time_zone", $"'{zone}' is not a time zone of this machine; write an IANA name like {DefaultTimeZone}");
            zone = null;
        }

        IReadOnlyList<TimeOnly> shifts = map.Has("shifts") ? ReadShifts(map) : DefaultShifts;
        var packs = PackChoice.Read(map);
        map.Finish();
        return id is null || name is null || zone is null ? null : new CitySection(id, name, zone, shifts, packs);
    }

    private static List<TimeOnly> ReadShifts(YamlMap map)
    {
        var shifts = new List<TimeOnly>();
        foreach (var (text, node) in map.Texts("shifts", "a time of day, like 06:00"))
        {
            if (!TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var begin))
            {
                map.Error(node, $"'{text}' is not a time of day; write hours and minutes, like 06:00");
            }
            else if (shifts.Count > 0 && begin <= shifts[^1])
            {
                map.Error(node, $"the shifts must stand in the order of the day, and {text} is not later than {shifts[^1]:HH:mm}");
            }
            else
            {
                shifts.Add(begin);
            }
        }

        if (shifts.Count == 0)
        {
            map.Error("shifts", "'shifts' must hold at least one time of day, like [06:00, 14:00, 22:00]");
        }

        return shifts;
    }
}
