using SmartCity.Ioc.Alerts.Conditions;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

internal static class EventMatching
{
    public static bool Matches(this EventMatch match, in DetectionEvent detection, long timeNanos) =>
        detection.Type == match.Type
        && !(detection.Confidence < match.MinConfidence)
        && (match.Value is null || (detection.Value is { } value && WatchList.Normalize(value) == match.Value))
        && (match.WatchList is null || (detection.Value is { } seen && match.WatchList.Find(seen, timeNanos) is not null));

    /// <summary>How many of a message's detections are meant; the last of them goes out.</summary>
    public static int Count(this EventMatch match, in RuleInput input, out DetectionEvent last)
    {
        var count = 0;
        last = default;
        foreach (ref readonly var detection in input.Events)
        {
            if (match.Matches(detection, input.TimeNanos))
            {
                count++;
                last = detection;
            }
        }

        return count;
    }

    public static string Describe(this EventMatch match, in DetectionEvent detection, long timeNanos)
    {
        var text = detection.Value is null ? detection.Type : $"{detection.Type} '{detection.Value}'";
        var confidence = double.IsNaN(detection.Confidence) ? string.Empty : $", confidence {RuleText.Number(detection.Confidence)}";
        var entry = detection.Value is null ? null : match.WatchList?.Find(detection.Value, timeNanos);
        var list = entry is null ? string.Empty : $", on watch list '{match.WatchList!.Id}'{(entry.Note is null ? string.Empty : $" ({entry.Note})")}";
        return $"{text} seen at {RuleText.Time(timeNanos)}{confidence}{list}";
    }
}
