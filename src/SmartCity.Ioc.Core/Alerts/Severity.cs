namespace SmartCity.Ioc.Alerts;

/// <summary>How bad, worst last, so that they compare.</summary>
public enum Severity : byte
{
    Info,
    Minor,
    Major,
    Critical,
}
