using System.Text.RegularExpressions;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>An enumeration's values and their names in YAML: <c>PublicServices</c> is written <c>public-services</c>.</summary>
internal static class ChoiceNames<TEnum>
    where TEnum : struct, Enum
{
    public static readonly TEnum[] Values = Enum.GetValues<TEnum>();

#pragma warning disable CA1308 // The names are lower case by definition; nothing is normalised for comparison.
    public static readonly List<string> All =
        [.. Values.Select(value => Regex.Replace(value.ToString(), "(?<=.)([A-Z])", "-$1").ToLowerInvariant())];
#pragma warning restore CA1308
}
