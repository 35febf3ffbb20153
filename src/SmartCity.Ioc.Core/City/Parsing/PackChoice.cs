namespace SmartCity.Ioc.City.Parsing;

/// <summary>A pack that a city takes.</summary>
/// <param name="Rules">Only these of its rules; empty for all that fit.</param>
internal sealed record PackChoice(string Id, IReadOnlyList<string> Rules)
{
    /// <summary><c>packs: [{id: vietnam, rules: […]}]</c> in <c>city.yaml</c>.</summary>
    public static IReadOnlyList<PackChoice> Read(YamlMap city)
    {
        var choices = new List<PackChoice>();
        foreach (var item in city.Maps("packs", "a pack", optional: true))
        {
            var id = item.Id("id");
            var rules = item.Ids("rules", optional: true);
            item.Finish();
            if (id is not null && !RulePacks.Names.Contains(id))
            {
                item.Error("id", $"no pack is called '{id}'; there is {string.Join(", ", RulePacks.Names)}" + Spelling.Suggest(id, RulePacks.Names));
            }
            else if (id is not null && rules is not null)
            {
                choices.Add(new PackChoice(id, [.. rules.Select(rule => rule.Id)]));
            }
        }

        return choices;
    }
}
