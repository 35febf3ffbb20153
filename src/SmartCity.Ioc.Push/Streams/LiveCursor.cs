using System.Globalization;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>
/// Where a client stands: versions belong to one run of the server, the alert sequence outlives it. On the wire an opaque string,
/// <c>epoch.version.alerts.frame</c>; the frame's number makes each cursor of a stream different, so that an acknowledgement names one.
/// </summary>
internal readonly record struct LiveCursor(string Epoch, long Version, long AlertSequence, long Frame)
{
    public static bool TryParse(string? text, out LiveCursor cursor)
    {
        cursor = default;
        if (text is null || text.Length > 100)
        {
            return false;
        }

        var parts = text.Split('.');
        if (parts.Length != 4
            || !TryParseNumber(parts[1], out var version)
            || !TryParseNumber(parts[2], out var alerts)
            || !TryParseNumber(parts[3], out var frame))
        {
            return false;
        }

        cursor = new LiveCursor(parts[0], version, alerts, frame);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}.{Version}.{AlertSequence}.{Frame}");

    private static bool TryParseNumber(string text, out long value) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
