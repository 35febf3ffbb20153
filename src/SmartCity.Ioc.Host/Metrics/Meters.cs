namespace SmartCity.Ioc.Host.Metrics;

/// <summary>The meters that are shown: this program's, the runtime's and the web server's.</summary>
internal static class Meters
{
    public const string OwnPrefix = "SmartCity.Ioc";

    public static IReadOnlyList<string> OfTheFramework { get; } = ["System.Runtime", "Microsoft.AspNetCore.Server.Kestrel", "Microsoft.AspNetCore.Hosting"];

    public static bool IsOurs(string meter) => meter.StartsWith(OwnPrefix, StringComparison.Ordinal) || OfTheFramework.Contains(meter);
}
