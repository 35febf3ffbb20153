using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.Encoding;

/// <summary>The words of CONTRACT sections 4 and 5 for our enumerations.</summary>
public static class WireNames
{
    private static readonly string[] HealthNames = ["offline", "ok", "stale", "offline", "suspect", "out-of-service"];
    private static readonly string[] SeverityNames = ["info", "minor", "major", "critical"];
    private static readonly string[] StateNames =
        ["active", "acknowledged", "cleared", "closed", "shelved", "suppressed", "out-of-service"];

    /// <summary>A device that was never heard is <c>offline</c>: silence is never health.</summary>
    public static string Of(DeviceHealth health) => HealthNames[(int)health];

    public static string Of(Severity severity) => SeverityNames[(int)severity];

    public static string Of(AlertState state) => StateNames[(int)state];

    public static bool TryParse(string name, out Severity severity) => TryFind(SeverityNames, name, out severity);

    public static bool TryParse(string name, out AlertState state) => TryFind(StateNames, name, out state);

    public static IReadOnlyList<string> Severities => SeverityNames;

    public static IReadOnlyList<string> States => StateNames;

    /// <summary>The five words, without repetition.</summary>
    public static IReadOnlyList<string> Healths { get; } = [.. HealthNames.Distinct()];

    private static bool TryFind<T>(string[] names, string name, out T value)
        where T : struct, Enum
    {
        var index = Array.IndexOf(names, name);
        value = index < 0 ? default : (T)Enum.ToObject(typeof(T), index);
        return index >= 0;
    }
}
