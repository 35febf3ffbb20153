using System.Text.RegularExpressions;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>Keys in JSON (<c>atOrAbove</c>) and in YAML (<c>at_or_above</c>).</summary>
internal static partial class KeyText
{
#pragma warning disable CA1308 // The keys are lower case by definition.
    public static string ToSnake(string key) => Capital().Replace(key, "_$0").ToLowerInvariant();
#pragma warning restore CA1308

    [GeneratedRegex("(?<=[a-z])[A-Z]")]
    private static partial Regex Capital();
}
