using System.Text.Json.Serialization;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>A month's data check, worst device first.</summary>
/// <param name="To">Exclusive.</param>
internal sealed record QualityReportAnswer(
    string Month, string? Owner, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<QualityReportLine> Devices);

/// <summary>Means over the hours of the month of <em>đúng, đủ, sạch, sống</em>; null where nothing was known.</summary>
/// <param name="Hours">Hours of the month that history has.</param>
internal sealed record QualityReportLine(
    string Device, string Zone, string Kind, LocalizedText Name, string? Owner, int Hours, double? Valid, double? Complete, double? Clean, double? Live)
{
    /// <summary>The lowest of the ratios; a device of which nothing is known stands first.</summary>
    [JsonIgnore]
    public double Worst => Math.Min(Math.Min(Valid ?? 1, Complete ?? (Hours == 0 ? -1 : 1)), Math.Min(Clean ?? 1, Live ?? 1));
}
