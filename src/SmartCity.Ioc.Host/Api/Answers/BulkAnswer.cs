namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="DryRun">Nothing was done; the results say what it would have been about.</param>
/// <param name="Matched">How many alerts it is about.</param>
/// <param name="Done">How many of them were done.</param>
internal sealed record BulkAnswer(bool DryRun, int Matched, int Done, IReadOnlyList<BulkResult> Results);

/// <param name="Outcome"><c>done</c>, <c>not-found</c>, <c>conflict</c> or <c>not-allowed</c>; <c>matched</c> in a dry run.</param>
/// <param name="Message">Why not; null when done.</param>
internal sealed record BulkResult(string Id, string Outcome, AlertAnswer? Alert, string? Message);
