using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>Rules and holidays that ship with the program, by name. Their data is YAML beside this room, with its sources.</summary>
internal static class RulePacks
{
    public static readonly string[] Names = ["vietnam"];

    public static CityFile Read(string pack, string file)
    {
        var name = $"SmartCity.Ioc.City.Packs.{pack}.{file}";
        using var stream = typeof(RulePacks).Assembly.GetManifestResourceStream(name) ?? throw new ArgumentException($"There is no {name}.", nameof(file));
        using var reader = new StreamReader(stream);
        return new CityFile($"packs/{pack}/{file}", reader.ReadToEnd());
    }

    /// <summary>Leaves out of a pack what the city did not choose, what it says itself, and what it has no kinds, metrics or devices for.</summary>
    public static void Fit(YamlMap pack, PackChoice choice, ISet<string> own, Known<DeviceKind> kinds, Known<DeviceDefinition> devices)
    {
        if (pack.Node.Children[new YamlScalarNode("rules")] is not YamlSequenceNode rules)
        {
            return;
        }

        foreach (var rule in rules.Children.OfType<YamlMappingNode>().ToArray())
        {
            var id = ((YamlScalarNode)rule.Children[new YamlScalarNode("id")]).Value!;
            var metrics = Metrics(rule).ToList();
            var fits = Texts(rule, "kinds").All(kind => kinds.TryResolve(kind, out var found, out _) && found is not null
                    && metrics.TrueForAll(metric => found.AllMetrics.Any(known => known.Id == metric)))
                && Texts(rule, "devices").All(device => devices.TryResolve(device, out var found, out _) && found is not null);
            if (!fits || own.Contains(id) || (choice.Rules.Count > 0 && !choice.Rules.Contains(id)))
            {
                rules.Children.Remove(rule);
            }
        }
    }

    private static IEnumerable<string> Texts(YamlMappingNode rule, string key) =>
        rule.Children.TryGetValue(new YamlScalarNode(key), out var list) ? ((YamlSequenceNode)list).Children.Select(item => ((YamlScalarNode)item).Value!) : [];

    private static IEnumerable<string> Metrics(YamlNode node) => node switch
    {
        YamlMappingNode map => map.Children.SelectMany(child =>
            child.Key is YamlScalarNode { Value: "metric" } && child.Value is YamlScalarNode { Value: { } metric } ? [metric] : Metrics(child.Value)),
        YamlSequenceNode list => list.Children.SelectMany(Metrics),
        _ => [],
    };
}
