using SmartCity.Ioc.City;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Tests.Territory;

public sealed class ZoneTreeTests
{
    private static readonly DateOnly Merger = new(2025, 7, 1);

    private static readonly ZoneTree Tree = new(
    [
        Zone(0, "new-city", -1) with { ValidFrom = Merger },
        Zone(1, "province", 0) with { ValidUntil = Merger },
        Zone(2, "town", 1) with { ValidUntil = Merger },
        Zone(3, "ward", 2) with { ValidFrom = Merger },
        Zone(4, "island", 1),
    ]);

    [Theory]
    [InlineData("2025-06-30", "province town<province island<province")]
    [InlineData("2025-07-01", "new-city ward<new-city island<new-city")]
    public void Map_OfADay_HasTheZonesOfThenBelowTheNearestOneThatExisted(string date, string map)
    {
        var day = DateOnly.Parse(date, System.Globalization.CultureInfo.InvariantCulture);

        var zones = Tree.Zones.Where(zone => zone.IsValid(day))
            .Select(zone => Tree.ParentOn(zone, day) is { } above ? $"{zone.Id}<{above.Id}" : zone.Id);

        string.Join(' ', zones).Should().Be(map);
    }

    private static Zone Zone(int index, string id, int parent) => new(index, id, new LocalizedText(id, id), ZoneLevel.City, parent, default);
}
