using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>The part of the journal of outputs that the store has not confirmed, searched for one series.</summary>
internal sealed class OutputsTail(IJournal outputs, StoredPosition stored, TimeProvider time) : IRecentPoints
{
    // The writer's age of a batch is half a second; a store that takes longer than this is as good as away.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    public (long FromNanos, long ToNanos)? Missing => stored.Unstored(outputs.End).Hole;

    public RecentPoints Of(HistorySeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var from = stored.Unstored(outputs.End).From;
        using var reader = outputs.Read(from);
        var frames = new PointFrame();
        var points = new PointBatchBuilder();
        var end = outputs.End;
        while (reader.Position < end && reader.TryRead(out var frame))
        {
            try
            {
                frames.Read(frame.Body.Span, points, series);
            }
            catch (InvalidDataException)
            {
                // The writer counts it and says so.
                continue;
            }
        }

        return new RecentPoints(Readings(points.Batch, series), Windows(points.Batch, series));
    }

    public async Task SettleAsync(CancellationToken cancellation)
    {
        try
        {
            await stored.Reached(outputs.End).WaitAsync(Patience, time, cancellation);
        }
        catch (TimeoutException e)
        {
            throw new StoreUnavailableException("The time-series store has not taken the newest points yet.", e);
        }
    }

    private static List<ReadingPoint> Readings(PointBatch batch, HistorySeries series)
    {
        var readings = new List<ReadingPoint>();
        foreach (var point in batch.Readings)
        {
            foreach (var (metric, value) in point.Values)
            {
                if (metric == series.Metric && series.Scope == AggregateScope.Device && double.IsFinite(value))
                {
                    readings.Add(new ReadingPoint(point.TimeNanos, value) { TimeAssumed = point.TimeAssumed });
                }
            }
        }

        return readings;
    }

    private static List<KeyValuePair<long, WindowPoint>> Windows(PointBatch batch, HistorySeries series) =>
        [.. batch.Aggregates.Where(a => a.Scope == series.Scope).Select(a => KeyValuePair.Create(a.LengthNanos, a.Window))];
}
