using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmartCity.Ioc.Core.Tests.Alerts;

/// <summary>As much of JSON Schema as our own schema uses.</summary>
internal sealed class SchemaCheck(JsonElement root)
{
    public IEnumerable<string> Errors(JsonElement value) => Errors(value, root, "$");

    private IEnumerable<string> Errors(JsonElement value, JsonElement schema, string path)
    {
        foreach (var rule in schema.EnumerateObject())
        {
            switch (rule.Name)
            {
                case "$ref":
                    var target = root.GetProperty("$defs").GetProperty(rule.Value.GetString()!["#/$defs/".Length..]);
                    foreach (var error in Errors(value, target, path))
                    {
                        yield return error;
                    }

                    break;
                case "type" when !IsA(value, rule.Value.GetString()!):
                    yield return $"{path} is no {rule.Value}";
                    break;
                case "enum" when rule.Value.EnumerateArray().All(allowed => allowed.GetString() != value.GetString()):
                    yield return $"{path} is {value}";
                    break;
                case "pattern" when !Regex.IsMatch(value.GetString()!, rule.Value.GetString()!):
                    yield return $"{path} is {value}";
                    break;
                case "properties" when value.ValueKind == JsonValueKind.Object:
                    foreach (var member in value.EnumerateObject())
                    {
                        if (rule.Value.TryGetProperty(member.Name, out var inner))
                        {
                            foreach (var error in Errors(member.Value, inner, $"{path}.{member.Name}"))
                            {
                                yield return error;
                            }
                        }
                        else
                        {
                            yield return $"{path}.{member.Name} is unknown";
                        }
                    }

                    break;
                case "required" when rule.Value.EnumerateArray().Any(name => !value.TryGetProperty(name.GetString()!, out _)):
                    yield return $"{path} lacks one of {rule.Value}";
                    break;
                case "items":
                    foreach (var error in value.EnumerateArray().SelectMany((item, i) => Errors(item, rule.Value, $"{path}[{i}]")))
                    {
                        yield return error;
                    }

                    break;
                case "oneOf" when rule.Value.EnumerateArray().Count(option => !Errors(value, option, path).Any()) != 1:
                case "anyOf" when rule.Value.EnumerateArray().All(option => Errors(value, option, path).Any()):
                    yield return $"{path} is not one of {rule.Value}";
                    break;
                default:
                    break;
            }
        }
    }

    private static bool IsA(JsonElement value, string type) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => value.ValueKind == JsonValueKind.Number,
    };
}
