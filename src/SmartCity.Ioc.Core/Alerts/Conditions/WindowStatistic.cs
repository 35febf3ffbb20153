namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>What is made of the readings in a sliding window.</summary>
public enum WindowStatistic : byte
{
    Mean,
    Sum,
    Min,
    Max,
    Count,
}
