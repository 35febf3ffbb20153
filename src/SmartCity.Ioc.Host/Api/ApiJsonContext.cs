using System.Text.Json.Serialization;
using SmartCity.Ioc.Host.Api.Answers;
using SmartCity.Ioc.Host.Api.Requests;

namespace SmartCity.Ioc.Host.Api;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(Rfc3339Converter)])]
[JsonSerializable(typeof(CityAnswer))]
[JsonSerializable(typeof(Page<ZoneAnswer>))]
[JsonSerializable(typeof(ZoneAnswer))]
[JsonSerializable(typeof(Page<KindAnswer>))]
[JsonSerializable(typeof(Page<DeviceAnswer>))]
[JsonSerializable(typeof(DeviceAnswer))]
[JsonSerializable(typeof(QualityAnswer))]
[JsonSerializable(typeof(ZoneQualityAnswer))]
[JsonSerializable(typeof(HistoryAnswer))]
[JsonSerializable(typeof(Page<AlertAnswer>))]
[JsonSerializable(typeof(AlertAnswer))]
[JsonSerializable(typeof(Page<TimelineAnswer>))]
[JsonSerializable(typeof(BulkAnswer))]
[JsonSerializable(typeof(ChangeAnswer))]
[JsonSerializable(typeof(AlertListAnswer))]
[JsonSerializable(typeof(Page<IncidentAnswer>))]
[JsonSerializable(typeof(IncidentAnswer))]
[JsonSerializable(typeof(PerformanceAnswer))]
[JsonSerializable(typeof(RehearsalAnswer))]
[JsonSerializable(typeof(ExplanationAnswer))]
[JsonSerializable(typeof(RulesAnswer))]
[JsonSerializable(typeof(RulesChangeAnswer))]
[JsonSerializable(typeof(Page<RuleRevisionAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<RuleErrorAnswer>))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
[JsonSerializable(typeof(Page<QuarantineAnswer>))]
[JsonSerializable(typeof(LedgerAnswer))]
[JsonSerializable(typeof(Page<WallAnswer>))]
[JsonSerializable(typeof(ReadingsAnswer))]
[JsonSerializable(typeof(AlertCommandBody))]
[JsonSerializable(typeof(AlertBulkBody))]
[JsonSerializable(typeof(LoggingAnswer))]
[JsonSerializable(typeof(LoggingBody))]
[JsonSerializable(typeof(RedriveBody))]
[JsonSerializable(typeof(RedriveAnswer))]
internal sealed partial class ApiJsonContext : JsonSerializerContext;
