using System.Text.Json.Serialization;
using SmartCity.Ioc.Registry;

namespace SmartCity.Ioc.Host.Api.Registry;

/// <summary>Changes as the journal keeps them.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<DeviceChange>))]
internal sealed partial class RegistryBodyJson : JsonSerializerContext;
