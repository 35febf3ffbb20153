namespace SmartCity.Ioc.Evidence;

/// <summary>One line of a hold's audit.</summary>
/// <param name="Action"><c>created</c>, <c>extended</c>, <c>exported</c> or <c>released</c>.</param>
public sealed record EvidenceAct(string Hold, long AtNanos, string By, string Action, string? Note);
