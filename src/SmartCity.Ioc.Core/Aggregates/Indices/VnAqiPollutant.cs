namespace SmartCity.Ioc.Aggregates.Indices;

/// <summary>What VN_AQI is made of.</summary>
public enum VnAqiPollutant : byte
{
    Pm25,
    Pm10,
    So2,
    No2,
    Co,
    Ozone1h,
    Ozone8h,
}
