using System.Diagnostics.CodeAnalysis;

namespace SmartCity.Ioc.City.Decoding;

/// <summary>
/// A topic with names for its parts: <c>zigbee2mqtt/{device}/availability</c>, <c>v3/{app}@{tenant}/devices/{device}/up</c>; <c>{rest*}</c>
/// at the end takes all further levels. MQTT's <c>+</c> and <c>#</c> stand for parts without a name. Immutable.
/// </summary>
public sealed class TopicPattern
{
    private readonly Level[] _levels;
    private readonly bool _takesRest;

    private TopicPattern(string text, Level[] levels, bool takesRest)
    {
        Text = text;
        _levels = levels;
        _takesRest = takesRest;
        Names = [.. levels.SelectMany(level => level.Names)];
        Filter = string.Join('/', levels.Select((level, i) => takesRest && i == levels.Length - 1 ? "#" : level.IsLiteral ? level.Texts[0] : "+"));
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>The MQTT topic filter that takes every topic of this pattern, and perhaps more.</summary>
    public string Filter { get; }

    public IReadOnlyList<string> Names { get; }

    /// <param name="fault">What is wrong, as the end of a sentence; null where nothing is.</param>
    public static TopicPattern? Parse(string text, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        var levels = new Level[parts.Length];
        var takesRest = false;
        fault = text.Length == 0 ? "is empty" : null;
        for (var i = 0; i < parts.Length && fault is null; i++)
        {
            var part = parts[i];
            var isLast = i == parts.Length - 1;
            if (part == "#" || part.EndsWith("*}", StringComparison.Ordinal))
            {
                takesRest = true;
                fault = !isLast ? "has a level that takes all the rest before its end"
                    : part != "#" && !part.StartsWith('{') ? "has text before a name that takes all the rest"
                    : null;
                part = part == "#" ? "+" : part.Replace("*}", "}", StringComparison.Ordinal);
            }

            levels[i] = fault is null ? Level.Parse(part, out fault) : Level.Any;
        }

        if (fault is null && levels.SelectMany(level => level.Names).GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            fault = $"has the name '{twice.Key}' twice";
        }

        return fault is null ? new TopicPattern(text, levels, takesRest) : null;
    }

    /// <param name="captured">The named parts of the topic.</param>
    public bool TryMatch(string topic, [NotNullWhen(true)] out Dictionary<string, string>? captured)
    {
        ArgumentNullException.ThrowIfNull(topic);
        captured = null;
        var parts = topic.Split('/', _takesRest ? _levels.Length : int.MaxValue);
        if (parts.Length != _levels.Length)
        {
            return false;
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < parts.Length; i++)
        {
            if (!_levels[i].TryMatch(parts[i], names))
            {
                return false;
            }
        }

        captured = names;
        return true;
    }

    // Texts and names take turns, beginning and ending with a text: "{app}@ttn" is "" app "@ttn".
    private sealed record Level(string[] Texts, string[] Names)
    {
        public static Level Any { get; } = new(["", ""], []);

        public bool IsLiteral => Texts.Length == 1;

        public static Level Parse(string part, out string? fault)
        {
            fault = null;
            if (part == "+")
            {
                return Any;
            }

            if (part.AsSpan().ContainsAny('+', '#'))
            {
                fault = $"has the level '{part}'; '+' and '#' stand alone";
                return Any;
            }

            List<string> texts = [];
            List<string> names = [];
            var at = 0;
            for (var open = part.IndexOf('{', StringComparison.Ordinal); open >= 0; open = part.IndexOf('{', at))
            {
                var close = part.IndexOf('}', open);
                if (close <= open + 1)
                {
                    fault = $"has the level '{part}'; a name stands between {{ and }}";
                    return Any;
                }

                texts.Add(part[at..open]);
                names.Add(part[(open + 1)..close]);
                at = close + 1;
            }

            texts.Add(part[at..]);
            if (texts.Skip(1).SkipLast(1).Any(text => text.Length == 0))
            {
                fault = $"has the level '{part}'; between two names there must be a text that tells them apart";
            }

            return new Level([.. texts], [.. names]);
        }

        public bool TryMatch(string part, Dictionary<string, string> names)
        {
            if (IsLiteral)
            {
                return part == Texts[0];
            }

            if (!part.StartsWith(Texts[0], StringComparison.Ordinal))
            {
                return false;
            }

            var at = Texts[0].Length;
            for (var i = 1; i < Texts.Length; i++)
            {
                var isLast = i == Texts.Length - 1;
                var end = isLast ? part.Length - Texts[i].Length : part.IndexOf(Texts[i], at, StringComparison.Ordinal);
                if (end <= at || (isLast && !part.EndsWith(Texts[i], StringComparison.Ordinal)))
                {
                    return false;
                }

                if (i <= Names.Length)
                {
                    names[Names[i - 1]] = part[at..end];
                }

                at = end + Texts[i].Length;
            }

            return true;
        }
    }
}
