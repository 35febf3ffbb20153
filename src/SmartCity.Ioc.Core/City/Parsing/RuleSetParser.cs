using SmartCity.Ioc.Territory;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>
/// Rules of a city that runs already: what <c>PUT /api/v1/rules</c> takes. YAML as in <c>rules.yaml</c>, or the same as JSON, whose keys are
/// in camel case; JSON is YAML, so that both have one parser and errors have lines.
/// </summary>
public static class RuleSetParser
{
    /// <summary>What may stand beside the rules: the rest of an answer of <c>GET /rules</c>, and what a rehearsal is told.</summary>
    private static readonly string[] Beside = ["next_cursor", "revision", "from", "to", "compare", "zone"];

    /// <param name="file">Its name stands in the errors.</param>
    public static RuleSetParseResult Parse(CityFile file, CityModel city)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(city);
        var errors = new CityErrors();
        if (YamlText.Load(file, errors) is not { } map)
        {
            return new RuleSetParseResult(null, errors.Sorted());
        }

        if (map.Node.Style == MappingStyle.Flow)
        {
            SpellAsYaml(map.Node, 0);

            // What GET answers may be put back as it came.
            if (map.Node.Children.Remove("items", out var items))
            {
                map.Node.Children.TryAdd("rules", items);
            }

            foreach (var beside in Beside)
            {
                map.Node.Children.Remove(beside);
            }
        }

        var (kinds, zones, devices) = (new Known<DeviceKind>("kind"), new Known<Zone>("zone"), new Known<DeviceDefinition>("device"));
        foreach (var kind in city.Kinds)
        {
            kinds.Add(kind.Id, kind);
        }

        foreach (var zone in city.Zones.Zones)
        {
            zones.Add(zone.Id, zone);
        }

        foreach (var device in city.Devices)
        {
            devices.Add(device.Id, device);
        }

        var rules = new RulesSection(kinds, zones, devices, city.Calendar).Read(map, errors);
        return errors.Count > 0 ? new RuleSetParseResult(null, errors.Sorted()) : new RuleSetParseResult(rules, []);
    }

    // No key of the format is a person's own word, so that renaming keys renames nothing else.
    private static void SpellAsYaml(YamlNode node, int depth)
    {
        if (depth > 64)
        {
            return;
        }

        if (node is YamlSequenceNode list)
        {
            foreach (var item in list.Children)
            {
                SpellAsYaml(item, depth + 1);
            }
        }
        else if (node is YamlMappingNode map)
        {
            foreach (var (key, value) in map.Children.ToArray())
            {
                if (key is YamlScalarNode { Value: { } name } scalar && KeyText.ToSnake(name) is var spelt && spelt != name)
                {
                    map.Children.Remove(key);
                    scalar.Value = spelt;
                    map.Children.TryAdd(scalar, value);
                }

                SpellAsYaml(value, depth + 1);
            }
        }
    }
}
