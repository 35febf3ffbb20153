using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Host.Api.Requests;
using SmartCity.Ioc.Indicators;

namespace SmartCity.Ioc.Host.Api;

/// <summary>Reads and checks the observations of a request: one object, or an array of them.</summary>
internal static class ObservationsBody
{
    private const int Most = 1000;
    private const int LongestNote = 4000;
    private const int LongestName = 200;
    private const long NanosPerMillisecond = 1_000_000;
    private static readonly TimeSpan ClockSlack = TimeSpan.FromMinutes(5);

    /// <param name="now">By the host's clock; what is not over can not have been observed.</param>
    public static async ValueTask<(IReadOnlyList<IndicatorObservation>? Observations, IResult? Problem)> ReadAsync(
        HttpContext context, IndicatorDefinition indicator, DateTimeOffset now)
    {
        if (!context.Request.HasJsonContentType())
        {
            return (null, RequestBody.WrongType("application/json"));
        }

        var bodies = new List<ObservationBody?>();
        var (isList, place) = (false, string.Empty);
        try
        {
            using var document = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
            isList = document.RootElement.ValueKind == JsonValueKind.Array;
            var elements = isList ? [.. document.RootElement.EnumerateArray()] : new List<JsonElement> { document.RootElement };
            foreach (var element in elements)
            {
                place = PlaceOf(isList, bodies.Count);
                bodies.Add(element.Deserialize(ApiJsonContext.Default.ObservationBody));
            }
        }
        catch (JsonException e)
        {
            var where = e.Path is { Length: > 1 } path ? $"'{place}{path[2..]}'" : place.Length > 0 ? $"'{place.TrimEnd('.')}'" : "the body";
            return (null, ApiProblem.BadRequest(
                $"{where} is not as it should be: {{\"time\": a time like 2026-11-22T04:05:06Z, \"value\": a number, \"note\": a text}} or a list of these may stand there."));
        }

        if (bodies.Count is 0 or > Most)
        {
            return (null, ApiProblem.BadRequest($"The body holds {bodies.Count} observations: 1 to {Most} may stand there."));
        }

        return Check(bodies, isList, context, indicator, now);
    }

    private static (IReadOnlyList<IndicatorObservation>? Observations, IResult? Problem) Check(
        List<ObservationBody?> bodies, bool isList, HttpContext context, IndicatorDefinition indicator, DateTimeOffset now)
    {
        var check = new ParameterCheck();
        var times = new HashSet<long>();
        var observations = new List<IndicatorObservation>(bodies.Count);
        for (var i = 0; i < bodies.Count; i++)
        {
            var (place, body) = (PlaceOf(isList, i), bodies[i]);
            if (body?.Time is not { Year: >= 1970 and < 2262 } time || time > now + ClockSlack)
            {
                check.Add($"{place}time", $"{place}time is missing or ahead: a time that has come, like 2026-11-22T04:05:06Z, may stand there.");
                continue;
            }

            if (ValueOf(body, indicator, place, check) is not { } value)
            {
                continue;
            }

            if (body.Note?.Length > LongestNote || body.By?.Length > LongestName)
            {
                check.Add($"{place}note", $"{place}note or by is too long: at most {LongestNote} and {LongestName} characters may stand there.");
                continue;
            }

            // Answers show milliseconds; two times that look the same are the same.
            var nanos = ApiTime.ToNanos(time) / NanosPerMillisecond * NanosPerMillisecond;
            if (!times.Add(nanos))
            {
                check.Add($"{place}time", $"{place}time stands there twice: each time may stand there once.");
            }

            observations.Add(new IndicatorObservation(
                indicator.Id, nanos, value, string.IsNullOrWhiteSpace(body.Note) ? null : body.Note.Trim(), AlertActs.Actor(context.User, body.By),
                AlertActs.Origin(context), ApiTime.ToNanos(now), Numerator: body.Numerator, Denominator: body.Denominator));
        }

        return check.Problem is { } problem ? (null, problem) : (observations, null);
    }

    /// <summary>The figure, or the part over the whole; null where what stands there is wrong, which <paramref name="check"/> then says.</summary>
    private static double? ValueOf(ObservationBody body, IndicatorDefinition indicator, string place, ParameterCheck check)
    {
        var isShare = body.Numerator is not null || body.Denominator is not null;
        if (isShare && (body.Value is not null || body.Numerator is null || body.Denominator is not > 0))
        {
            check.Add($"{place}numerator", $"{place}numerator needs a denominator above 0 beside it and no value, which comes from both.");
            return null;
        }

        var value = isShare ? indicator.ValueOf(body.Numerator!.Value, body.Denominator!.Value) : body.Value;
        if (value >= indicator.Min && value <= indicator.Max && double.IsFinite(value.Value))
        {
            return value;
        }

        check.Add($"{place}value", $"{place}value is missing or can not be true: {Allowed(indicator)} may stand there.");
        return null;
    }

    private static string PlaceOf(bool isList, int index) => isList ? string.Create(CultureInfo.InvariantCulture, $"[{index}].") : string.Empty;

    private static string Allowed(IndicatorDefinition indicator) => (double.IsFinite(indicator.Min), double.IsFinite(indicator.Max)) switch
    {
        (true, true) => string.Create(CultureInfo.InvariantCulture, $"a number from {indicator.Min} to {indicator.Max}"),
        (true, false) => string.Create(CultureInfo.InvariantCulture, $"a number from {indicator.Min}"),
        (false, true) => string.Create(CultureInfo.InvariantCulture, $"a number up to {indicator.Max}"),
        _ => "a number",
    };
}
