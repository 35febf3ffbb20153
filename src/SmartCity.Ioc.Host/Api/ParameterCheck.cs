using System.Diagnostics.CodeAnalysis;

namespace SmartCity.Ioc.Host.Api;

internal delegate bool ParameterParser<T>(string text, [MaybeNullWhen(false)] out T value);

/// <summary>Reads a request's parameters and gathers everything that is wrong with them, so that one answer says it all.</summary>
internal sealed class ParameterCheck
{
    private readonly Dictionary<string, string[]> _errors = [];

    /// <summary>Null when all is well.</summary>
    public IResult? Problem => _errors.Count == 0
        ? null
        : Results.ValidationProblem(_errors, detail: string.Join(" ", _errors.Values.SelectMany(e => e)), title: "A parameter is wrong.");

    /// <param name="allowed">What may stand there, as the end of the sentence "… may stand there".</param>
    public T? One<T>(string name, string? text, ParameterParser<T> parse, string allowed)
        where T : struct
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (parse(text, out var value))
        {
            return value;
        }

        Reject(name, text, allowed);
        return null;
    }

    /// <summary>Values given as <c>a,b</c> or as the parameter repeated; null when absent.</summary>
    public List<T>? Many<T>(string name, string[]? texts, ParameterParser<T> parse, string allowed)
    {
        if (texts is null || texts.Length == 0)
        {
            return null;
        }

        var values = new List<T>();
        foreach (var text in texts.SelectMany(t => t.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)))
        {
            if (parse(text, out var value))
            {
                values.Add(value);
            }
            else
            {
                Reject(name, text, allowed);
            }
        }

        return values.Count == 0 ? null : values;
    }

    public int Limit(string? text, int @default = 100, int most = 1000)
    {
        var allowed = $"1 to {most}";
        return One(
            "limit", text,
            (string t, out int value) => int.TryParse(t, System.Globalization.CultureInfo.InvariantCulture, out value) && value >= 1 && value <= most,
            allowed) ?? @default;
    }

    public DateTimeOffset? Time(string name, string? text) =>
        One<DateTimeOffset>(name, text, ApiTime.TryParse, "a time like 2026-11-22T04:05:06Z (RFC 3339 with an offset) or milliseconds since 1970");

    /// <summary>The answer when a store does not know a cursor as its own.</summary>
    public static IResult WrongCursor(string? cursor)
    {
        var check = new ParameterCheck();
        check.Reject("cursor", cursor ?? string.Empty, "the nextCursor of the page before");
        return check.Problem!;
    }

    public void Reject(string name, string text, string allowed) => Add(name, $"{name} is '{Shorten(text)}': {allowed} may stand there.");

    public void Add(string name, string message) => _errors.TryAdd(name, [message]);

    private static string Shorten(string text) => text.Length <= 100 ? text : text[..100] + "…";
}
