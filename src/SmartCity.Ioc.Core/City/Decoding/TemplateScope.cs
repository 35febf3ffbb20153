using System.Text.Json;

namespace SmartCity.Ioc.City.Decoding;

/// <summary>What a <see cref="TextTemplate"/> is filled from.</summary>
/// <param name="Names">The topic's parts by their names.</param>
/// <param name="Item">The element that is being mapped.</param>
/// <param name="Root">The whole document.</param>
public readonly record struct TemplateScope(IReadOnlyDictionary<string, string> Names, JsonElement Item, JsonElement Root);
