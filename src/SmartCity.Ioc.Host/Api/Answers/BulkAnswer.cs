namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Done">How many of them were done.</param>
internal sealed record BulkAnswer(int Done, IReadOnlyList<BulkResult> Results);

/// <param name="Outcome"><c>done</c>, <c>not-found</c>, <c>conflict</c> or <c>not-allowed</c>.</param>
/// <param name="Message">Why not; null when done.</param>
internal sealed record BulkResult(string Id, string Outcome, AlertAnswer? Alert, string? Message);
