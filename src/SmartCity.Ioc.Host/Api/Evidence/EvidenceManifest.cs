using SmartCity.Ioc.Host.Api.Answers;

namespace SmartCity.Ioc.Host.Api.Evidence;

/// <summary><c>manifest.json</c> of an archive. The sums of all files, this one included, are in <c>SHA256SUMS</c>.</summary>
internal sealed record EvidenceManifest(
    string Format, EvidenceAnswer Hold, DateTimeOffset ExportedAt, string ExportedBy, string Program, long Readings, int Alerts, int Actions,
    IReadOnlyList<EvidenceFile> Files);

internal sealed record EvidenceFile(string Name, long Bytes, string Sha256);
