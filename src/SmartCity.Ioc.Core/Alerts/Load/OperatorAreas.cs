using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Alerts.Load;

/// <summary>Whose list an alert is on: a city or district has one operator at a time; what lies above has the province's.</summary>
public static class OperatorAreas
{
    /// <summary>Id of the area of a zone; an unknown zone is an area of its own.</summary>
    public static string Of(ZoneTree zones, string zone)
    {
        ArgumentNullException.ThrowIfNull(zones);
        if (!zones.TryGet(zone, out var at))
        {
            return zone;
        }

        var area = at;
        while (area.Level > ZoneLevel.City && area.Parent >= 0)
        {
            area = zones[area.Parent];
        }

        // A ward that hangs directly below the province is its own.
        return area.Level == ZoneLevel.City || at.Level < ZoneLevel.City ? area.Id : at.Id;
    }
}
