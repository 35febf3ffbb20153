using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmartCity.Ioc.Registry;

/// <summary>Changes and state of the registry, in the journal and in checkpoints.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<DeviceChange>))]
[JsonSerializable(typeof(RegistryPage))]
internal sealed partial class RegistryJson : JsonSerializerContext
{
    public static string Write(IReadOnlyList<DeviceChange> changes) => JsonSerializer.Serialize(changes, Default.IReadOnlyListDeviceChange);

    /// <returns>Null where the text is no list of changes.</returns>
    public static IReadOnlyList<DeviceChange>? Read(string text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, Default.IReadOnlyListDeviceChange);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
