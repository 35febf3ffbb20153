using System.Globalization;

namespace SmartCity.Ioc.Storage.Influx;

/// <summary>Names and literals of InfluxQL, quoted so that nothing in them ends the quotation.</summary>
internal static class InfluxQl
{
    public static string Name(string name) => $"\"{Escape(name, '"')}\"";

    public static string Text(string text) => $"'{Escape(text, '\'')}'";

    /// <summary>A time that InfluxDB can hold.</summary>
    public static long Time(long nanos) => Math.Clamp(nanos, LineProtocolWriter.MinTimeNanos, LineProtocolWriter.MaxTimeNanos);

    public static string Rfc3339(long nanos) =>
        DateTimeOffset.UnixEpoch.AddTicks(nanos / 100).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text, char quote) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace($"{quote}", $"\\{quote}", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);
}
