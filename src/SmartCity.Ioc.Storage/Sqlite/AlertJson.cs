using System.Text.Json.Serialization;
using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>An alert as it lies in the database: every member, by name, so that one more does not make the old ones unreadable.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Alert))]
internal sealed partial class AlertJson : JsonSerializerContext;
