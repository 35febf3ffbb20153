using System.Text.Json.Nodes;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Alerts.RuleSets;

/// <summary>The JSON Schema (draft 2020-12) of a rule set, for editors and programs that write rules.</summary>
internal static class RulesSchema
{
    /// <summary>For <c>PUT /api/v1/rules</c>: keys in camel case.</summary>
    public static string Json { get; } = Read();

    /// <summary>For <c>rules.yaml</c>: the same with the keys of YAML.</summary>
    public static string Yaml { get; } = Spelt(JsonNode.Parse(Json)!, isKeys: false)!.ToJsonString(new() { WriteIndented = true });

    // Keys of the format stand as members of "properties" and as texts of "required".
    private static JsonNode? Spelt(JsonNode? node, bool isKeys) => node switch
    {
        JsonObject map => new JsonObject(map.Select(member => KeyValuePair.Create(
            isKeys ? KeyText.ToSnake(member.Key) : member.Key, Spelt(member.Value, !isKeys && member.Key is "properties")))),
        JsonArray list when list.Parent is JsonObject && list.GetPropertyName() == "required" =>
            new JsonArray([.. list.Select(item => (JsonNode)KeyText.ToSnake(item!.GetValue<string>()))]),
        JsonArray list => new JsonArray([.. list.Select(item => Spelt(item, isKeys: false))]),
        _ => node?.DeepClone(),
    };

    private static string Read()
    {
        using var stream = typeof(RulesSchema).Assembly.GetManifestResourceStream("rules.schema.json")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
