using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>The contract's words for what is an enumeration inside (CONTRACT section 5).</summary>
internal static class Words
{
    public static string Of(Severity severity) => severity switch
    {
        Severity.Critical => "critical",
        Severity.Major => "major",
        Severity.Minor => "minor",
        _ => "info",
    };

    public static string Of(AlertState state) => state switch
    {
        AlertState.Active => "active",
        AlertState.Acknowledged => "acknowledged",
        AlertState.Cleared => "cleared",
        AlertState.Closed => "closed",
        AlertState.Shelved => "shelved",
        AlertState.Suppressed => "suppressed",
        _ => "out-of-service",
    };
}
