using System.Diagnostics.CodeAnalysis;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>
/// What other sections may refer to. An id whose own entry is wrong is known too, without a value: a reference to it is not one more
/// error, as the first one is reported already.
/// </summary>
internal sealed class Known<T>(string what)
    where T : class
{
    private readonly Dictionary<string, (T? Value, string Place)> _entries = new(StringComparer.Ordinal);

    /// <summary>Whether the id is new; a second entry with it is reported at the entry's <c>id</c>.</summary>
    public bool TryDeclare(YamlMap entry, string id)
    {
        var place = $"{entry.File}:{entry.LineOf("id")}";
        if (_entries.TryAdd(id, (null, place)))
        {
            return true;
        }

        entry.Error("id", $"{what} '{id}' stands already in {_entries[id].Place}");
        return false;
    }

    public void Define(string id, T value) => _entries[id] = (value, _entries[id].Place);

    /// <summary>Something that stands outside of the files that are read.</summary>
    public void Add(string id, T value) => _entries.Add(id, (value, string.Empty));

    /// <summary>False when nothing of that name was declared, with the message to report.</summary>
    public bool TryResolve(string id, out T? value, [NotNullWhen(false)] out string? error)
    {
        var found = _entries.TryGetValue(id, out var entry);
        value = entry.Value;
        error = found ? null : $"{what} '{id}' does not exist{Spelling.Suggest(id, _entries.Keys)}";
        return found;
    }
}
