namespace SmartCity.Ioc.City;

/// <summary>The field of the city's work that a kind of device serves (CONTRACT, "Terms").</summary>
public enum Domain
{
    Traffic,
    Security,
    Environment,
    Health,
    Education,
    Tourism,
    PublicServices,
    Infrastructure,
}
