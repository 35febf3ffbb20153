namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>The data check of a zone with all below it.</summary>
/// <param name="Healths">Devices by health.</param>
/// <param name="Suspicions">Devices by what speaks against them; one may be in several.</param>
/// <param name="Faults">Devices by each fault that holds now.</param>
/// <param name="Dark">Most of the zone fell silent within the same minute: a power cut, or a line.</param>
/// <param name="Kinds">The same by kind.</param>
/// <param name="Worst">The devices whose worst ratio is the lowest, worst first.</param>
internal sealed record ZoneQualityAnswer(
    string Zone,
    int Devices,
    IReadOnlyDictionary<string, int> Healths,
    IReadOnlyDictionary<string, int> Suspicions,
    IReadOnlyDictionary<string, int> Faults,
    bool Dark,
    ZoneQualityLine Total,
    IReadOnlyDictionary<string, ZoneQualityLine> Kinds,
    IReadOnlyList<WorstDevice> Worst);

internal sealed record ZoneQualityLine(
    long Received, long Expected, long Accepted, long Duplicates, long Late, long Rejected, long Lost, long TimeAssumed, QualityRatios Ratios);

internal sealed record WorstDevice(
    string Id, string Zone, string Kind, string? Owner, string Health, string Reason, IReadOnlyList<string> Suspicions, IReadOnlyList<string> Faults, QualityRatios Ratios);
