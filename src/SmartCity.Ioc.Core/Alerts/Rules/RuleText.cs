using System.Globalization;

namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>Times and numbers as reasons and explanations write them.</summary>
internal static class RuleText
{
    public static string Time(long nanos) =>
        DateTimeOffset.UnixEpoch.AddTicks(nanos / 100).ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    public static string Duration(long nanos)
    {
        var seconds = nanos / 1e9;
        return seconds switch
        {
            >= 7200 => Number(seconds / 3600) + " h",
            >= 120 => Number(seconds / 60) + " min",
            _ => Number(seconds) + " s",
        };
    }

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    public static string Limit(Comparison comparison, double threshold) => (comparison switch
    {
        Comparison.AtOrAbove => "≥ ",
        Comparison.Above => "> ",
        Comparison.AtOrBelow => "≤ ",
        _ => "< ",
    }) + Number(threshold);
}
