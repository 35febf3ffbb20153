using System.Text;

namespace SmartCity.Ioc.City.Decoding;

/// <summary>
/// A text with places to fill in: <c>nvr-{after.camera}</c>, <c>{device|gateway}</c> (the first of them that is there). A name stands for
/// the part of the topic of that name, otherwise for a <see cref="FieldPath"/> of the payload. Immutable.
/// </summary>
public sealed class TextTemplate
{
    private readonly Part[] _parts;

    private TextTemplate(string text, Part[] parts) => (Text, _parts) = (text, parts);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Its text where nothing is to be filled in, else null.</summary>
    public string? Constant => _parts is [{ Choices: null } only] ? only.Literal : null;

    public static TextTemplate Of(string constant) => new(constant, [new Part(constant, null)]);

    /// <param name="names">Names that stand for parts of the topic.</param>
    /// <param name="fault">What is wrong, as the end of a sentence; null where nothing is.</param>
    public static TextTemplate? Parse(string text, IReadOnlyCollection<string> names, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(names);
        var parts = new List<Part>();
        fault = null;
        for (var at = 0; at < text.Length;)
        {
            var open = text.IndexOf('{', at);
            if (open != at)
            {
                var end = open < 0 ? text.Length : open;
                parts.Add(new Part(text[at..end], null));
                at = end;
                continue;
            }

            var close = text.IndexOf('}', open);
            if (close < 0)
            {
                fault = "has a { that is not closed";
                return null;
            }

            var choices = new List<(string?, FieldPath?)>();
            foreach (var choice in text[(open + 1)..close].Split('|'))
            {
                if (names.Contains(choice))
                {
                    choices.Add((choice, null));
                }
                else if (FieldPath.Parse(choice, out fault) is { } path)
                {
                    choices.Add((null, path));
                }
                else
                {
                    return null;
                }
            }

            parts.Add(new Part("", [.. choices]));
            at = close + 1;
        }

        return new TextTemplate(text, [.. parts]);
    }

    /// <returns>Null where one of its places has nothing to fill in.</returns>
    public string? Fill(in TemplateScope scope)
    {
        if (_parts is [var only])
        {
            return only.Fill(scope);
        }

        var filled = new StringBuilder();
        foreach (var part in _parts)
        {
            if (part.Fill(scope) is not { } text)
            {
                return null;
            }

            filled.Append(text);
        }

        return filled.ToString();
    }

    private sealed record Part(string Literal, (string? Name, FieldPath? Path)[]? Choices)
    {
        public string? Fill(in TemplateScope scope)
        {
            if (Choices is null)
            {
                return Literal;
            }

            foreach (var (name, path) in Choices)
            {
                var text = name is not null ? scope.Names.GetValueOrDefault(name)
                    : path!.TryFirst(scope.Item, scope.Root, out var found) ? JsonText.Of(found)
                    : null;
                if (!string.IsNullOrEmpty(text))
                {
                    return text;
                }
            }

            return null;
        }
    }
}
