namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>What is wrong in a rule set, and where.</summary>
/// <param name="Line">1-based line of the body, or 0 for the body as a whole.</param>
internal sealed record RuleErrorAnswer(string File, int Line, string Message);
