namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Matched">Messages of the quarantine that were meant and can be driven again.</param>
/// <param name="Redriven">Decoded again and no longer in quarantine as they were.</param>
/// <param name="Accepted">Device messages that came of them.</param>
/// <param name="Quarantined">Put aside again, under a new id and perhaps with another reason.</param>
/// <param name="Known">Driven again before; nothing was done.</param>
/// <param name="More">There may be more that fit: ask again.</param>
internal sealed record RedriveAnswer(int Matched, int Redriven, int Accepted, int Quarantined, int Known, bool More);
