namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>What was put, in the order given, and the indicator as it stands with it.</summary>
internal sealed record ObservationsAnswer(IReadOnlyList<ObservationAnswer> Items, IndicatorAnswer Indicator);
