using System.Text.Json;

namespace SmartCity.Ioc.Host.Api;

/// <summary>Members of our enumerations as the interface writes them (<c>out-of-range</c>).</summary>
internal static class KebabCase
{
    public static string Of<T>(T value)
        where T : struct, Enum => Names<T>.ByValue[value];

    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum => Names<T>.ByName.TryGetValue(text, out value);

    public static string All<T>()
        where T : struct, Enum => string.Join(", ", Names<T>.ByName.Keys);

    private static class Names<T>
        where T : struct, Enum
    {
        public static readonly Dictionary<T, string> ByValue =
            Enum.GetValues<T>().ToDictionary(v => v, v => JsonNamingPolicy.KebabCaseLower.ConvertName(v.ToString()));

        public static readonly Dictionary<string, T> ByName = ByValue.ToDictionary(p => p.Value, p => p.Key, StringComparer.Ordinal);
    }
}
