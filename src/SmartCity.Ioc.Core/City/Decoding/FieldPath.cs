using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace SmartCity.Ioc.City.Decoding;

/// <summary>
/// A place in a JSON document, in a small part of JSONPath (RFC 9535): <c>after.camera</c>, <c>results[0].plate</c>, <c>lines[*].count</c>,
/// <c>e[n=source].sv</c>, <c>'devicepower:0'.battery</c>. It begins at the element that is being mapped; with <c>$</c> at the document.
/// JSON's null is "not there". Immutable.
/// </summary>
public sealed class FieldPath
{
    private readonly Step[] _steps;
    private readonly bool _fromRoot;

    private FieldPath(string text, bool fromRoot, Step[] steps) => (Text, _fromRoot, _steps) = (text, fromRoot, steps);

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <param name="fault">What is wrong, as the end of a sentence; null where nothing is.</param>
    public static FieldPath? Parse(string text, out string? fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        var steps = new List<Step>();
        var at = text.StartsWith('$') ? 1 : 0;
        var fromRoot = at == 1;
        fault = null;
        while (at < text.Length && fault is null)
        {
            if (text[at] == '.' && at > 0)
            {
                at++;
            }

            fault = at < text.Length && text[at] == '[' ? TakeBracket(text, ref at, steps) : TakeName(text, ref at, steps);
        }

        if (steps.Count == 0 && !fromRoot)
        {
            fault ??= "is empty";
        }

        return fault is null ? new FieldPath(text, fromRoot, [.. steps]) : null;
    }

    /// <summary>The first place that fits.</summary>
    public bool TryFirst(JsonElement item, JsonElement root, out JsonElement found) => TryFirst(_fromRoot ? root : item, 0, out found);

    /// <summary>Every place that fits, in the document's order.</summary>
    public IEnumerable<JsonElement> All(JsonElement item, JsonElement root) => Walk(_fromRoot ? root : item, 0);

    private static string? TakeName(string text, ref int at, List<Step> steps)
    {
        int end;
        string name;
        if (at < text.Length && text[at] == '\'')
        {
            end = text.IndexOf('\'', at + 1);
            if (end < 0)
            {
                return "has a ' that is not closed";
            }

            name = text[(at + 1)..end];
            end++;
        }
        else
        {
            end = text.AsSpan(at).IndexOfAny('.', '[');
            end = end < 0 ? text.Length : at + end;
            name = text[at..end];
        }

        if (name.Length == 0)
        {
            return "has an empty name in it";
        }

        steps.Add(new Step(name, 0, StepKind.Member, null, null));
        at = end;
        return null;
    }

    private static string? TakeBracket(string text, ref int at, List<Step> steps)
    {
        var end = text.IndexOf(']', at);
        if (end < 0)
        {
            return "has a [ that is not closed";
        }

        var inside = text[(at + 1)..end];
        at = end + 1;
        var equals = inside.IndexOf('=', StringComparison.Ordinal);
        if (inside == "*")
        {
            steps.Add(new Step("", 0, StepKind.Each, null, null));
        }
        else if (equals > 0)
        {
            if (Parse(inside[..equals], out var fault) is not { } condition)
            {
                return fault;
            }

            steps.Add(new Step("", 0, StepKind.Where, condition, inside[(equals + 1)..].Trim('\'')));
        }
        else if (int.TryParse(inside, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
        {
            steps.Add(new Step("", index, StepKind.Index, null, null));
        }
        else
        {
            return $"has '[{inside}]' in it; a number, [*] or [name=value] may stand there";
        }

        return null;
    }

    private bool TryFirst(JsonElement at, int step, out JsonElement found)
    {
        foreach (var place in Walk(at, step))
        {
            found = place;
            return true;
        }

        found = default;
        return false;
    }

    private IEnumerable<JsonElement> Walk(JsonElement at, int step)
    {
        for (; step < _steps.Length; step++)
        {
            var next = _steps[step];
            if (next.Kind is StepKind.Each or StepKind.Where)
            {
                if (at.ValueKind == JsonValueKind.Array)
                {
                    foreach (var item in at.EnumerateArray().Where(next.Fits))
                    {
                        foreach (var deeper in Walk(item, step + 1))
                        {
                            yield return deeper;
                        }
                    }
                }

                yield break;
            }

            if (!next.TryTake(at, out at))
            {
                yield break;
            }
        }

        if (at.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined))
        {
            yield return at;
        }
    }

    private enum StepKind
    {
        Member,
        Index,
        Each,
        Where,
    }

    private sealed record Step(string Name, int Index, StepKind Kind, FieldPath? Condition, string? Value)
    {
        public bool Fits(JsonElement item) =>
            Kind == StepKind.Each || (Condition!.TryFirst(item, item, out var found) && JsonText.Of(found) == Value);

        public bool TryTake(JsonElement from, [NotNullWhen(true)] out JsonElement taken)
        {
            taken = default;
            if (Kind == StepKind.Member)
            {
                return from.ValueKind == JsonValueKind.Object && from.TryGetProperty(Name, out taken);
            }

            if (from.ValueKind != JsonValueKind.Array || Index >= from.GetArrayLength())
            {
                return false;
            }

            taken = from[Index];
            return true;
        }
    }
}
