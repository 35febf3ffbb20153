namespace SmartCity.Ioc.Territory;

/// <summary>A zone's step in the territory tree, from the province downwards.</summary>
public enum ZoneLevel
{
    Province,
    City,
    Ward,
}
