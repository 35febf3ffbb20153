using System.Text.Json.Serialization;
using SmartCity.Ioc.Push.Walls;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Push.Streams;

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LiveRequest))]
[JsonSerializable(typeof(AlertsRequest))]
[JsonSerializable(typeof(WallOrder))]
[JsonSerializable(typeof(WallReport))]
internal sealed partial class PushJsonContext : JsonSerializerContext;
