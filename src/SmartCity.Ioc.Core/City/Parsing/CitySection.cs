namespace SmartCity.Ioc.City.Parsing;

/// <summary><c>city.yaml</c>: who the city is and where its days begin.</summary>
internal sealed record CitySection(string Id, LocalizedText Name, string TimeZone)
{
    public const string FileName = "city.yaml";
    private const string DefaultTimeZone = "Asia/Ho_Chi_Minh";

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

        map.Finish();
        return id is null || name is null || zone is null ? null : new CitySection(id, name, zone);
    }
}
