using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.City.Parsing;

namespace SmartCity.Ioc.Alerts.RuleSets;

/// <summary>Conditions as JSON, as <see cref="RuleJson"/> needs them.</summary>
internal static class ConditionJson
{
    private static readonly string[] Days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "holiday"];

    public static void Write(Utf8JsonWriter json, AlertCondition condition)
    {
        json.WriteStartObject();
        WriteInner(json, condition);
        json.WriteEndObject();
    }

    private static void WriteInner(Utf8JsonWriter json, AlertCondition condition)
    {
        switch (condition)
        {
            // A detection's own way to say how long it is remembered.
            case HeldCondition { Of: EventCondition seen } c when c.For == TimeSpan.Zero:
                Event(json, seen, c.ClearFor);
                return;
            case EventCondition c:
                Event(json, c, TimeSpan.Zero);
                return;
            case HeldCondition c:
                WriteInner(json, c.Of);
                Duration(json, "for", c.For);
                Duration(json, "clearFor", c.ClearFor);
                return;
            case AllCondition c:
                Several(json, "all", c.Of);
                return;
            case AnyCondition c:
                Several(json, "any", c.Of);
                return;
            case NotCondition c:
                json.WritePropertyName("not");
                Write(json, c.Of);
                return;
            default:
                Leaf(json, condition);
                return;
        }
    }

    private static void Leaf(Utf8JsonWriter json, AlertCondition condition)
    {
        json.WriteStartObject(condition switch
        {
            ThresholdCondition => "threshold",
            OfflineCondition => "offline",
            RateCondition => "rate",
            WindowCondition => "window",
            CountCondition => "count",
            AbsenceCondition => "absence",
            StateCondition => "state",
            QualityCondition => "quality",
            ClockCondition => "clock",
            ScheduleCondition => "schedule",
            BaselineCondition => "baseline",
            NeighbourCondition => "neighbours",
            ZoneCountCondition => "inZone",
            SequenceCondition => "sequence",
            _ => throw new ArgumentOutOfRangeException(nameof(condition), condition, "It has no name in JSON."),
        });
        switch (condition)
        {
            case ThresholdCondition c:
                json.WriteString("metric", c.Metric);
                Limit(json, new Limit(c.Comparison, c.Threshold, c.Clear));
                Duration(json, "for", c.For);
                Duration(json, "clearFor", c.ClearFor);
                Duration(json, "validFor", c.ValidFor ?? TimeSpan.Zero);
                break;
            case OfflineCondition c:
                Duration(json, "for", c.For);
                break;
            case RateCondition c:
                json.WriteString("metric", c.Metric);
                Limit(json, c.Limit);
                Duration(json, "per", c.Per);
                Duration(json, "over", c.Over);
                break;
            case WindowCondition c:
                json.WriteString("metric", c.Metric);
                json.WriteString("stat", RuleJson.Name(c.Statistic));
                Duration(json, "over", c.Over);
                Limit(json, c.Limit);
                json.WriteNumber("minCoverage", c.MinCoverage);
                break;
            case CountCondition c:
                Match(json, "event", c.Match);
                json.WriteNumber("atLeast", c.AtLeast);
                Duration(json, "in", c.In);
                break;
            case AbsenceCondition c:
                if (c.Metric is not null)
                {
                    json.WriteString("metric", c.Metric);
                }

                if (c.Match is not null)
                {
                    Match(json, "event", c.Match);
                }

                Duration(json, "for", c.For);
                break;
            case StateCondition c:
                json.WriteString("attribute", c.Attribute);
                Texts(json, "in", c.In);
                break;
            case QualityCondition c:
                Texts(json, "is", Enum.GetValues<QualityStates>().Where(state => state != 0 && c.States.HasFlag(state)).Select(RuleJson.Name));
                break;
            case ClockCondition c:
                Limit(json, c.Limit);
                Duration(json, "for", c.For);
                Duration(json, "clearFor", c.ClearFor);
                break;
            case ScheduleCondition c:
                Texts(json, "days", Days.Where((_, day) => (c.Days & (1 << day)) != 0));
                json.WriteString("from", Time(c.From));
                json.WriteString("to", Time(c.To));
                break;
            case BaselineCondition c:
                json.WriteString("metric", c.Metric);
                json.WriteNumber("deviations", c.Deviations);
                json.WriteNumber("clearDeviations", c.ClearDeviations);
                json.WriteNumber("minDifference", c.MinDifference);
                json.WriteString("direction", RuleJson.Name(c.Direction));
                json.WriteNumber("minWeeks", c.MinWeeks);
                break;
            case NeighbourCondition c:
                json.WriteString("metric", c.Metric);
                json.WriteNumber("differsBy", c.DiffersBy);
                json.WriteNumber("clearBy", c.ClearBy);
                json.WriteNumber("atLeast", c.MinNeighbours);
                break;
            case ZoneCountCondition c:
                if (c.AtLeast > 0)
                {
                    json.WriteNumber("atLeast", c.AtLeast);
                }

                if (c.Share > 0)
                {
                    json.WriteNumber("share", c.Share);
                }

                json.WritePropertyName("of");
                Write(json, c.Of);
                break;
            case SequenceCondition c:
                json.WritePropertyName("first");
                Write(json, c.First);
                json.WritePropertyName("then");
                Write(json, c.Then);
                Duration(json, "within", c.Within);
                break;
            default:
                break;
        }

        json.WriteEndObject();
    }

    private static void Event(Utf8JsonWriter json, EventCondition condition, TimeSpan clearFor)
    {
        json.WriteStartObject("event");
        Match(json, "type", condition.Match);
        json.WriteString("clearFor", DurationText.Format(clearFor));
        json.WriteEndObject();
    }

    private static void Match(Utf8JsonWriter json, string typeName, EventMatch match)
    {
        json.WriteString(typeName, match.Type);
        if (match.Value is not null)
        {
            json.WriteString("value", match.Value);
        }

        if (match.WatchList is not null)
        {
            json.WriteString("watchList", match.WatchList.Id);
        }

        if (match.MinConfidence > 0)
        {
            json.WriteNumber("minConfidence", match.MinConfidence);
        }
    }

    private static void Limit(Utf8JsonWriter json, Limit limit)
    {
        json.WriteNumber(
            limit.Comparison switch
            {
                Comparison.AtOrAbove => "atOrAbove",
                Comparison.Above => "above",
                Comparison.AtOrBelow => "atOrBelow",
                _ => "below",
            },
            limit.Threshold);
        if (limit.Clear != limit.Threshold)
        {
            json.WriteNumber("clear", limit.Clear);
        }
    }

    private static void Several(Utf8JsonWriter json, string name, IReadOnlyList<AlertCondition> of)
    {
        json.WriteStartArray(name);
        foreach (var condition in of)
        {
            Write(json, condition);
        }

        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (var text in texts)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void Duration(Utf8JsonWriter json, string name, TimeSpan duration)
    {
        if (duration > TimeSpan.Zero)
        {
            json.WriteString(name, DurationText.Format(duration));
        }
    }

    private static string Time(int minutes) => string.Create(CultureInfo.InvariantCulture, $"{minutes / 60:00}:{minutes % 60:00}");
}
