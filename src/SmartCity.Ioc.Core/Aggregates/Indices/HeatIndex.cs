namespace SmartCity.Ioc.Aggregates.Indices;

/// <summary>
/// How hot it feels in the shade: Rothfusz's regression with both adjustments, and Steadman's simple formula where it is cool, as the US
/// National Weather Service computes it (https://www.wpc.ncep.noaa.gov/html/heatindex_equation.shtml, 2014).
/// </summary>
public static class HeatIndex
{
    /// <param name="celsius">Air temperature.</param>
    /// <param name="humidity">Relative humidity in percent, 0 to 100.</param>
    /// <returns>Degrees Celsius.</returns>
    public static double Celsius(double celsius, double humidity)
    {
        var t = (celsius * 9 / 5) + 32;
        var simple = 0.5 * (t + 61 + ((t - 68) * 1.2) + (humidity * 0.094));
        var fahrenheit = (simple + t) / 2 < 80 ? (simple + t) / 2 : Regression(t, humidity) + Adjustment(t, humidity);
        return (fahrenheit - 32) * 5 / 9;
    }

    private static double Regression(double t, double r) =>
        -42.379 + (2.04901523 * t) + (10.14333127 * r) - (.22475541 * t * r) - (.00683783 * t * t) - (.05481717 * r * r)
        + (.00122874 * t * t * r) + (.00085282 * t * r * r) - (.00000199 * t * t * r * r);

    private static double Adjustment(double t, double r) => (t, r) switch
    {
        ( >= 80 and <= 112, < 13) => -((13 - r) / 4) * Math.Sqrt((17 - Math.Abs(t - 95)) / 17),
        ( >= 80 and <= 87, > 85) => (r - 85) / 10 * ((87 - t) / 5),
        _ => 0,
    };
}
