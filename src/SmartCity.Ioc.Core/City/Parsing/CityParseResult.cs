using System.Diagnostics.CodeAnalysis;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>A valid city, or everything that is wrong with its files.</summary>
/// <param name="City">The city, or null when there is an error.</param>
/// <param name="Errors">By file, then by line; empty exactly when there is a city.</param>
public sealed record CityParseResult(CityModel? City, IReadOnlyList<CityError> Errors)
{
    [MemberNotNullWhen(true, nameof(City))]
    public bool IsValid => City is not null;
}
