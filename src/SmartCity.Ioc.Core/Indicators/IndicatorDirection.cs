namespace SmartCity.Ioc.Indicators;

/// <summary>Which values of an indicator are the better ones.</summary>
public enum IndicatorDirection
{
    Higher,
    Lower,
}
