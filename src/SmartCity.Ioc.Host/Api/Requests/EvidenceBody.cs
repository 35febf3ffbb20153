namespace SmartCity.Ioc.Host.Api.Requests;

/// <param name="Device">A device, or</param>
/// <param name="Zone">a zone with all below it.</param>
/// <param name="Until">When the hold ends.</param>
/// <param name="By">Who asks; counts only where nobody is signed in.</param>
internal sealed record EvidenceBody(
    string? Device, string? Zone, DateTimeOffset? From, DateTimeOffset? To, DateTimeOffset? Until, string? Reason, string? By);

internal sealed record EvidenceChangeBody(DateTimeOffset? Until, string? Note, string? By);
