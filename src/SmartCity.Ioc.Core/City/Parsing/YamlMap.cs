using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.City.Parsing;

/// <summary>
/// A mapping read key by key. A value that is missing or wrong is reported with its line and comes back as null, so that the caller goes
/// on and finds the next one. Keys that nobody asked for by the time of <see cref="Finish"/> are unknown.
/// </summary>
internal sealed class YamlMap
{
    private readonly CityErrors _errors;
    private readonly string _what;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <param name="what">What the mapping is, for messages: <c>a rule</c>, <c>device 'cam-000001'</c>.</param>
    public YamlMap(string file, YamlMappingNode node, string what, CityErrors errors)
    {
        File = file;
        Node = node;
        _what = what;
        _errors = errors;
    }

    public string File { get; }

    public YamlMappingNode Node { get; }

    /// <summary>As its constructor was told.</summary>
    public string What => _what;

    public long LineOf(string key) => Find(key)?.Start.Line ?? Node.Start.Line;

    public void Error(string key, string message) => _errors.Add(File, LineOf(key), message);

    public void Error(YamlNode node, string message) => _errors.Add(File, node, message);

    /// <summary>A mapping within this one, for a caller that reads it and calls <see cref="Finish"/>.</summary>
    public YamlMap Inner(YamlMappingNode node, string what) => new(File, node, what, _errors);

    public bool Has(string key) => Find(key) is not null;

    /// <summary>A text that is not empty.</summary>
    public string? Text(string key, bool optional = false) => Scalar(key, optional, "a text")?.Value;

    public string? Id(string key, bool optional = false)
    {
        if (Scalar(key, optional, "an id") is not { Value: { } text } node)
        {
            return null;
        }

        return CheckId(text, node) ? text : null;
    }

    public double? Number(string key, double? fallback = null)
    {
        if (Scalar(key, fallback is not null, "a number") is not { } node)
        {
            return Has(key) ? null : fallback;
        }

        return ReadNumber(node, $"'{key}' of {_what}");
    }

    public int? Integer(string key, int min, int max, int? fallback = null)
    {
        if (Scalar(key, fallback is not null, "a whole number") is not { } node)
        {
            return Has(key) ? null : fallback;
        }

        if (int.TryParse(node.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) && value >= min && value <= max)
        {
            return value;
        }

        _errors.Add(File, node, $"'{key}' of {_what} must be a whole number from {min} to {max}, not '{node.Value}'");
        return null;
    }

    public bool? Flag(string key, bool fallback)
    {
        if (Scalar(key, optional: true, "true or false") is not { } node)
        {
            return Has(key) ? null : fallback;
        }

        if (node.Value is "true" or "false")
        {
            return node.Value == "true";
        }

        _errors.Add(File, node, $"'{key}' of {_what} must be true or false, not '{node.Value}'");
        return null;
    }

    public TimeSpan? Duration(string key, TimeSpan? fallback = null)
    {
        if (Scalar(key, fallback is not null, "a duration") is not { } node)
        {
            return Has(key) ? null : fallback;
        }

        if (DurationText.TryParse(node.Value, out var duration))
        {
            return duration;
        }

        _errors.Add(File, node, $"'{key}' of {_what} must be a duration with its unit, like 10s, 5m or 1h, not '{node.Value}'");
        return null;
    }

    /// <summary>One of an enumeration's values, written in lower case with dashes (<c>public-services</c>).</summary>
    public TEnum? Choice<TEnum>(string key, bool optional = false)
        where TEnum : struct, Enum
    {
        if (Scalar(key, optional, "one of " + string.Join(", ", ChoiceNames<TEnum>.All)) is not { } node)
        {
            return null;
        }

        var index = ChoiceNames<TEnum>.All.IndexOf(node.Value!);
        if (index >= 0)
        {
            return ChoiceNames<TEnum>.Values[index];
        }

        _errors.Add(File, node, $"'{node.Value}' is not a {key}; it must be one of {string.Join(", ", ChoiceNames<TEnum>.All)}"
            + Spelling.Suggest(node.Value!, ChoiceNames<TEnum>.All));
        return null;
    }

    /// <summary>Ids in a list, each with its node for later messages; null when the key is missing or wrong, empty when optional and missing.</summary>
    public IReadOnlyList<(string Id, YamlNode Node)>? Ids(string key, bool optional = false)
    {
        if (Sequence(key, optional) is not { } items)
        {
            return optional && !Has(key) ? [] : null;
        }

        var ids = new List<(string, YamlNode)>(items.Count);
        foreach (var item in items)
        {
            if (item is not YamlScalarNode { Value: { Length: > 0 } text })
            {
                _errors.Add(File, item, $"'{key}' of {_what} must be a list of ids, like [air, water]");
            }
            else if (ids.Exists(known => known.Item1 == text))
            {
                _errors.Add(File, item, $"'{text}' stands twice in '{key}' of {_what}");
            }
            else if (CheckId(text, item))
            {
                ids.Add((text, item));
            }
        }

        return ids;
    }

    /// <summary>Texts in a list, each with its node for later messages; empty where the list is missing.</summary>
    public IEnumerable<(string Text, YamlNode Node)> Texts(string key, string each)
    {
        foreach (var item in Sequence(key, optional: true) ?? [])
        {
            if (item is YamlScalarNode scalar && !IsEmpty(scalar))
            {
                yield return (scalar.Value!, item);
            }
            else
            {
                _errors.Add(File, item, $"each entry of '{key}' of {_what} must be {each}");
            }
        }
    }

    /// <summary>One text, or a list of them; empty where the key is missing.</summary>
    public IReadOnlyList<string> TextList(string key) => Value(key, optional: true, "a text or a list of them") is { } value ? TextsOf(key, value) : [];

    /// <summary>Texts by keys of the file's own choosing; empty where the key is missing.</summary>
    public IReadOnlyDictionary<string, string> TextMap(string key, bool emptyAllowed = false)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in Entries(key))
        {
            if (value is YamlScalarNode scalar && (emptyAllowed || !IsEmpty(scalar)))
            {
                texts[name] = IsEmpty(scalar) ? "" : scalar.Value!;
            }
            else
            {
                _errors.Add(File, value, $"'{name}' in '{key}' of {_what} must be a text");
            }
        }

        return texts;
    }

    /// <summary>Texts or lists of texts by keys of the file's own choosing; empty where the key is missing.</summary>
    public IEnumerable<(string Key, IReadOnlyList<string> Texts)> TextListMap(string key) =>
        Entries(key).Select(entry => (entry.Name, (IReadOnlyList<string>)TextsOf($"{entry.Name}' in '{key}", entry.Value)));

    /// <summary>A mapping below this one.</summary>
    public YamlMap? Map(string key, string what, bool optional = false)
    {
        if (Value(key, optional, $"the keys of {what}") is not { } value)
        {
            return null;
        }

        if (value is YamlMappingNode mapping)
        {
            return new YamlMap(File, mapping, what, _errors);
        }

        _errors.Add(File, value, $"'{key}' of {_what} must hold keys of its own, one a line");
        return null;
    }

    /// <summary>The mappings of a list; those that are not mappings are reported and left out.</summary>
    public IEnumerable<YamlMap> Maps(string key, string each, bool optional = false)
    {
        foreach (var item in Sequence(key, optional) ?? [])
        {
            if (item is YamlMappingNode mapping)
            {
                var id = mapping.Children.TryGetValue(new YamlScalarNode("id"), out var node) ? (node as YamlScalarNode)?.Value : null;
                yield return new YamlMap(File, mapping, id is null ? each : $"{each[(each.IndexOf(' ', StringComparison.Ordinal) + 1)..]} '{id}'", _errors);
            }
            else
            {
                _errors.Add(File, item, $"each entry of '{key}' must be {each} with keys of its own, not '{item}'");
            }
        }
    }

    /// <summary>Reports the keys that nobody asked for.</summary>
    public void Finish()
    {
        foreach (var (key, value) in Node.Children)
        {
            if (key is not YamlScalarNode { Value: { } name })
            {
                _errors.Add(File, key, $"a key of {_what} must be a plain word");
            }
            else if (!_known.Contains(name))
            {
                // {vi: Một, hai} reads as two keys, the second without a value.
                var cut = Node.Style == MappingStyle.Flow && value is YamlScalarNode { Value: null or "" };
                _errors.Add(File, key, $"'{name}' is not a key of {_what}"
                    + (cut ? "; inside of {…} a text with a comma needs quotes" : Spelling.Suggest(name, _known)));
            }
        }
    }

    private bool CheckId(string text, YamlNode node)
    {
        if (IdText.IsValid(text))
        {
            return true;
        }

        _errors.Add(File, node, $"'{text}' is not an id; an id is 1 to {IdText.Longest} of a-z, 0-9, '.', '_' and '-'");
        return false;
    }

    internal double? ReadNumber(YamlScalarNode node, string what)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (double.TryParse(node.Value, Style, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
        {
            return value;
        }

        var hint = node.Value?.Contains(',', StringComparison.Ordinal) == true ? "; the decimal sign is a point" : "";
        _errors.Add(File, node, $"{what} must be a number, not '{node.Value}'{hint}");
        return null;
    }

    private List<(string Name, YamlNode Value)> Entries(string key)
    {
        var entries = new List<(string, YamlNode)>();
        switch (Value(key, optional: true, "keys of its own"))
        {
            case null:
                break;
            case YamlMappingNode mapping:
                foreach (var (name, value) in mapping.Children)
                {
                    entries.Add(((name as YamlScalarNode)?.Value ?? "", value));
                }

                break;
            case { } other:
                _errors.Add(File, other, $"'{key}' of {_what} must hold keys of its own, like {{name: text}}");
                break;
        }

        return entries;
    }

    private List<string> TextsOf(string key, YamlNode value)
    {
        var texts = new List<string>();
        foreach (var item in value is YamlSequenceNode sequence ? sequence.Children : [value])
        {
            if (item is YamlScalarNode { Value: { } text })
            {
                texts.Add(text);
            }
            else
            {
                _errors.Add(File, item, $"'{key}' of {_what} must be a text or a list of texts");
            }
        }

        return texts;
    }

    private YamlScalarNode? Scalar(string key, bool optional, string shape)
    {
        switch (Value(key, optional, shape))
        {
            case null:
                return null;
            case YamlScalarNode scalar when IsEmpty(scalar):
                _errors.Add(File, scalar, $"'{key}' of {_what} is empty; it must be {shape}");
                return null;
            case YamlScalarNode scalar:
                return scalar;
            case { } other:
                _errors.Add(File, other, $"'{key}' of {_what} must be {shape}");
                return null;
        }
    }

    private static bool IsEmpty(YamlScalarNode node) =>
        string.IsNullOrWhiteSpace(node.Value) || (node.Style == ScalarStyle.Plain && node.Value is "~" or "null");

    private IList<YamlNode>? Sequence(string key, bool optional)
    {
        switch (Value(key, optional, "a list"))
        {
            case null:
                return null;
            case YamlSequenceNode sequence:
                return sequence.Children;
            case { } other:
                _errors.Add(File, other, $"'{key}' of {_what} must be a list");
                return null;
        }
    }

    internal YamlNode? Value(string key, bool optional, string shape)
    {
        var value = Find(key);
        if (value is null && !optional)
        {
            _errors.Add(File, Node, $"'{key}' is missing in {_what}; it must be {shape}");
        }

        return value;
    }

    private YamlNode? Find(string key)
    {
        _known.Add(key);
        return Node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }
}
