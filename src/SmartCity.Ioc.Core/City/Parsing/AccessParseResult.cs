namespace SmartCity.Ioc.City.Parsing;

/// <summary>Valid access rules, or everything that is wrong with them.</summary>
/// <param name="Policy">Null when there is an error, and when the city has no such file.</param>
public sealed record AccessParseResult(AccessPolicy? Policy, IReadOnlyList<CityError> Errors);
