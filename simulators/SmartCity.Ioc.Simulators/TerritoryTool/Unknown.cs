namespace SmartCity.Ioc.Simulators.TerritoryTool;

/// <summary>What becomes of a feature that is no zone of the city.</summary>
internal enum Unknown
{
    Refuse,
    Skip,
    Add,
}
