namespace SmartCity.Ioc.Ingest.Foreign.Sparkplug;

/// <summary><c>spBv1.0/{group}/{type}/{node}[/{device}]</c> (Sparkplug 3.0 section 4.1), whatever stands before it.</summary>
/// <param name="Device">Null for a message of the edge node itself.</param>
internal sealed record SparkplugTopic(string Group, string Type, string Node, string? Device)
{
    public bool IsBirth => Type is "NBIRTH" or "DBIRTH";

    public bool IsDeath => Type is "NDEATH" or "DDEATH";

    public static SparkplugTopic? Parse(string topic)
    {
        var parts = topic.Split('/');
        var at = Array.IndexOf(parts, "spBv1.0");
        var left = at < 0 ? 0 : parts.Length - at - 1;
        if (left is not (3 or 4))
        {
            return null;
        }

        var type = parts[at + 2];
        var known = type is "NBIRTH" or "NDATA" or "NDEATH" ? left == 3 : type is "DBIRTH" or "DDATA" or "DDEATH" && left == 4;
        return known ? new SparkplugTopic(parts[at + 1], type, parts[at + 3], left == 4 ? parts[at + 4] : null) : null;
    }
}
