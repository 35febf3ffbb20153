using System.Globalization;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Host.Settings;

/// <summary>Reads every key below <c>Ioc</c> before anything is built, so that a slip of the pen stops the start instead of being ignored.</summary>
internal static class SettingsCheck
{
    /// <returns>One line that names the first wrong key, or null when all are right.</returns>
    public static string? FirstError(IConfiguration configuration)
    {
        foreach (var (key, value) in Leaves(configuration.GetSection("Ioc"), string.Empty))
        {
            if (Find(key) is not { } kind)
            {
                return $"Ioc:{key} is not a setting{Nearest(key)}";
            }

            if (!string.IsNullOrEmpty(value) && Expectation(kind, value) is { } expected)
            {
                return $"Ioc:{key} is '{value}', but must be {expected}.";
            }
        }

        return null;
    }

    /// <summary>Turns durations with a unit into the form that the binder of the rooms' options reads.</summary>
    public static void NormalizeDurations(IConfiguration configuration)
    {
        foreach (var (key, value) in Leaves(configuration.GetSection("Ioc"), string.Empty).ToArray())
        {
            if (KnownSettings.BoundDurations.Contains(PatternOf(key)) && DurationText.TryParse(value, out var duration))
            {
                configuration[$"Ioc:{key}"] = duration.ToString("c", CultureInfo.InvariantCulture);
            }
        }
    }

    private static IEnumerable<(string Key, string? Value)> Leaves(IConfigurationSection section, string path)
    {
        foreach (var child in section.GetChildren())
        {
            var key = path.Length == 0 ? child.Key : $"{path}:{child.Key}";
            if (child.Value is not null)
            {
                yield return (key, child.Value);
            }

            foreach (var leaf in Leaves(child, key))
            {
                yield return leaf;
            }
        }
    }

    private static SettingKind? Find(string key) => KnownSettings.All.TryGetValue(PatternOf(key), out var kind) ? kind : null;

    private static string PatternOf(string key) =>
        string.Join(':', key.Split(':').Select(part => part.All(char.IsAsciiDigit) ? "*" : part));

    private static string? Expectation(SettingKind kind, string value) => kind switch
    {
        SettingKind.Flag when !bool.TryParse(value, out _) => "true or false",
        SettingKind.Port when !(int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535)
            => "a port from 0 to 65535",
        SettingKind.Count when !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _) => "a whole number",
        SettingKind.Number when !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _) => "a number",
        SettingKind.Duration when !DurationText.TryParse(value, out _) && !TimeSpan.TryParse(value, CultureInfo.InvariantCulture, out _) => "a duration such as 30s, 5m or 1h",
        SettingKind.Durations when !Array.TrueForAll(value.Split(','), part => DurationText.TryParse(part.Trim(), out _))
            => "durations such as 10s,1m",
        SettingKind.Url when !Uri.TryCreate(value, UriKind.Absolute, out _) => "an absolute URL",
        _ => null,
    };

    // A slip in the last part; or, where the section is not known, a slip anywhere; or the right name in another section.
    private static string Nearest(string key)
    {
        var pattern = PatternOf(key);
        var last = LastPart(pattern);
        var section = pattern[..^last.Length];
        var siblings = KnownSettings.All.Keys.Where(known => known[..^LastPart(known).Length].Equals(section, StringComparison.OrdinalIgnoreCase)).ToList();
        var near = Spelling.Nearest(last, siblings.Select(LastPart)) is { } slip ? section + slip
            : (siblings.Count == 0 ? Spelling.Nearest(pattern, KnownSettings.All.Keys) : null)
                ?? KnownSettings.All.Keys.FirstOrDefault(known => LastPart(known).Equals(last, StringComparison.OrdinalIgnoreCase));
        return near is null ? "." : $"; did you mean Ioc:{near.Replace("*", "0", StringComparison.Ordinal)}?";
    }

    private static string LastPart(string key) => key[(key.LastIndexOf(':') + 1)..];
}
