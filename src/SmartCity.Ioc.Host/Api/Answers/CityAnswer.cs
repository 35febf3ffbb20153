using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Clock"><c>host</c>, or <c>data</c> when the city runs on a recording's time.</param>
/// <param name="Now">The city's clock.</param>
/// <param name="Shifts">When its operators' shifts begin, by that clock: <c>06:00</c>.</param>
internal sealed record CityAnswer(string Id, LocalizedText Name, string TimeZone, string Clock, DateTimeOffset Now, IReadOnlyList<string> Shifts);
