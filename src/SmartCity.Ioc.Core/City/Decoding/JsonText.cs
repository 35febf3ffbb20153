using System.Text.Json;

namespace SmartCity.Ioc.City.Decoding;

/// <summary>A JSON scalar as a mapping's author sees it.</summary>
public static class JsonText
{
    /// <returns>Null where it is no scalar.</returns>
    public static string? Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.Number => element.GetRawText(),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => null,
    };
}
