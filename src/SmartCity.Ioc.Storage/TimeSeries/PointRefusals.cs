using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>What no store can keep, whichever it is.</summary>
internal static class PointRefusals
{
    public static RejectedPoint? Of(ReadingsPoint point)
    {
        if (point.Values.Count == 0)
        {
            return Refused(point, "it has no value");
        }

        foreach (var (metric, value) in point.Values)
        {
            if (!double.IsFinite(value))
            {
                return Refused(point, $"{metric} is not a finite number");
            }
        }

        return null;
    }

    public static RejectedPoint Refused(ReadingsPoint point, string reason) => new(point.Device, point.TimeNanos, reason)
    {
        AcceptedReadings = point.IsLate ? 0 : point.Values.Count,
    };

    public static RejectedPoint? Of(AggregatePoint point)
    {
        var window = point.Window;
        var finite = double.IsFinite(window.Sum) && double.IsFinite(window.Min) && double.IsFinite(window.Max) && double.IsFinite(window.First)
            && double.IsFinite(window.Last) && double.IsFinite(window.StandardDeviation) && double.IsFinite(window.Coverage);
        return finite
            ? null
            : new RejectedPoint(
                (point.Scope == AggregateScope.Zone ? point.Zone : point.Device) ?? point.Zone, window.StartNanos, $"{point.Metric} is not finite");
    }
}
