using System.Text.Json;

namespace SmartCity.Ioc.Host.Api.Answers;

/// <summary>The rules in force; may be put back as it is.</summary>
/// <param name="Items">The rules, as the schema describes them.</param>
/// <param name="Revision">Also the ETag: <c>If-Match</c> with it refuses a change that somebody else was faster with.</param>
internal sealed record RulesAnswer(IReadOnlyList<JsonElement> Items, IReadOnlyList<JsonElement> WatchLists, int Revision, string? NextCursor);
