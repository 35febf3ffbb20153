namespace SmartCity.Ioc.Host.Health;

/// <summary>What <c>/health/ready</c> answers.</summary>
/// <param name="Status"><c>ready</c>, <c>degraded</c> (works, something needs a hand) or <c>unready</c>.</param>
/// <param name="Reasons">Why not ready, one sentence each; empty when all is well.</param>
internal sealed record ReadinessReport(string Status, IReadOnlyList<string> Reasons);
