namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>A page of a list.</summary>
/// <param name="NextCursor">To be given as <c>cursor</c> for the page after this one; null on the last.</param>
internal sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
