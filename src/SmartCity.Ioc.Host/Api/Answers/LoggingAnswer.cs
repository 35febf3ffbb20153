namespace SmartCity.Ioc.Host.Api.Answers;

/// <param name="Areas">The least level that is logged, by room.</param>
/// <param name="Until">When the levels return to those of the start; null where they stand at these.</param>
internal sealed record LoggingAnswer(IReadOnlyDictionary<string, string> Areas, DateTimeOffset? Until);
