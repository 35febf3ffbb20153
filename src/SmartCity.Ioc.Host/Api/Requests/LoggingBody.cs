namespace SmartCity.Ioc.Host.Api.Requests;

/// <param name="Level"><c>debug</c>, <c>information</c>, <c>warning</c> or <c>error</c>.</param>
/// <param name="Area">A room of the server; all when absent.</param>
/// <param name="Minutes">How long, 1 to 1440; 10 when absent.</param>
internal sealed record LoggingBody(string? Level = null, string? Area = null, int? Minutes = null);
