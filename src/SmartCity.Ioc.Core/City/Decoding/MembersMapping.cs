namespace SmartCity.Ioc.City.Decoding;

/// <summary>All members of an object, flattened with <c>_</c>: numbers to metrics, texts to attributes.</summary>
/// <param name="Path">The object; null for the element itself.</param>
/// <param name="Except">Members of that object to pass over.</param>
/// <param name="Units">Units by flattened name.</param>
/// <param name="NumbersInText"><c>"34.5"</c> and <c>"3.384 V"</c> are numbers.</param>
/// <param name="Words">Numbers for words.</param>
public sealed record MembersMapping(
    FieldPath? Path, IReadOnlySet<string> Except, IReadOnlyDictionary<string, string> Units, bool NumbersInText,
    IReadOnlyDictionary<string, double> Words);
