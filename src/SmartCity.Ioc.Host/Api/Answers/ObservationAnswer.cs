using System.Text.Json.Serialization;
using SmartCity.Ioc.Indicators;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Numerator">With <paramref name="Denominator"/> what the value comes from; null where the value was given alone.</param>
/// <param name="From">Address and program of who put it.</param>
/// <param name="Outcome">After putting: <c>created</c>, <c>replaced</c> or <c>unchanged</c>; otherwise absent.</param>
/// <param name="Earlier">In a history, what stood there before, oldest first; absent where nothing did.</param>
internal sealed record ObservationAnswer(
    DateTimeOffset Time, double Value, double? Numerator, double? Denominator, string? Note, string By, string? From, DateTimeOffset PutAt, int Revision,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Outcome = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<ObservationAnswer>? Earlier = null)
{
    public static ObservationAnswer Of(IndicatorObservation o) =>
        new(ApiTime.FromNanos(o.TimeNanos), o.Value, o.Numerator, o.Denominator, o.Note, o.By, o.From, ApiTime.FromNanos(o.PutAtNanos), o.Revision);
}
