namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>Which side of the usual is unusual.</summary>
public enum BaselineDirection : byte
{
    Both,
    Above,
    Below,
}
