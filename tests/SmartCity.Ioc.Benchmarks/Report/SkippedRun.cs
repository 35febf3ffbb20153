namespace SmartCity.Ioc.Benchmarks.Report;

/// <summary>What was not measured, and why.</summary>
/// <param name="IsFailure">It should have been possible here.</param>
internal sealed record SkippedRun(string Name, string Reason, bool IsFailure);
