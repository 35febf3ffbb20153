using System.Text.Json.Serialization;

namespace SmartCity.Ioc.Push.Streams;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LiveFrame))]
[JsonSerializable(typeof(LiveRequest))]
[JsonSerializable(typeof(AlertsRequest))]
internal sealed partial class PushJsonContext : JsonSerializerContext;
