using System.Collections.Concurrent;
using SmartCity.Ioc.City.Decoding;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>The mappings that ship, one file for each product, written in the city's own language. Their topics hold parameters
/// (<c>$prefix</c>) that the city sets.</summary>
internal static class DecoderPresets
{
    private const string Folder = "SmartCity.Ioc.City.Decoding.Presets.";

    private static readonly ConcurrentDictionary<string, string> Texts = new(StringComparer.Ordinal);

    /// <summary>In alphabetical order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(DecoderPresets).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Select(name => name[Folder.Length..^".yaml".Length])
            .Order(StringComparer.Ordinal),
    ];

    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="given">The city's values for parameters.</param>
    /// <param name="fault">A parameter that is missing or unknown; null where all is right.</param>
    public static IReadOnlyList<MessageMapping> Read(
        string name, string decoder, IReadOnlyDictionary<string, string> given, TimeZoneInfo timeZone, out string? fault)
    {
        var errors = new CityErrors();
        var file = new CityFile(name + ".yaml", Texts.GetOrAdd(name, Load));
        var map = YamlText.Load(file, errors) ?? throw new InvalidOperationException($"The preset '{name}' is no YAML.");
        var parameters = map.TextMap("parameters", emptyAllowed: true);
        _ = map.Text("source", optional: true);
        fault = null;
        if (given.Keys.FirstOrDefault(key => !parameters.ContainsKey(key)) is { } unknown)
        {
            fault = $"'{unknown}' is not a parameter of preset '{name}'; its parameters are {string.Join(", ", parameters.Keys)}";
            return [];
        }

        if (parameters.FirstOrDefault(p => p.Value.Length == 0 && !given.ContainsKey(p.Key)).Key is { } missing)
        {
            fault = $"preset '{name}' needs '{missing}': with: {{{missing}: …}}";
            return [];
        }

        var values = parameters.ToDictionary(p => "$" + p.Key, p => given.GetValueOrDefault(p.Key, p.Value), StringComparer.Ordinal);
        var mappings = new List<MessageMapping>();
        foreach (var form in map.Maps("mappings", "a mapping"))
        {
            if (new MappingReader(form, errors, values).Read(decoder, timeZone) is { } mapping)
            {
                mappings.Add(mapping);
            }

            form.Finish();
        }

        map.Finish();
        if (errors.Count > 0)
        {
            fault = string.Join("; ", errors.Sorted());
        }

        return mappings;
    }

    private static string Load(string name)
    {
        using var stream = typeof(DecoderPresets).Assembly.GetManifestResourceStream(Folder + name + ".yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
