using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>What has been read of the element that is being decoded. One object, used again for each.</summary>
internal sealed class OpenElement
{
    /// <summary>Counts elements: tells a member that stands twice in one.</summary>
    public long Serial { get; private set; }

    /// <summary>The index that its message will have in the batch.</summary>
    public int Message { get; private set; }

    public KindMetrics Metrics { get; private set; } = null!;

    /// <summary>The first rule that it breaks decides; what follows is passed over.</summary>
    public bool HasFailed { get; private set; }

    public QuarantineReason Reason { get; private set; }

    public string Detail { get; private set; } = "";

    /// <summary>Its <c>ts</c>, nanoseconds since the Unix epoch.</summary>
    public long? TimeNanos { get; set; }

    public ulong? Sequence { get; set; }

    /// <summary>There is something in it beside numbers: a position, an event, an attribute.</summary>
    public bool HasDetail { get; set; }

    public int Attributes { get; set; }

    public void Begin(int message, KindMetrics metrics)
    {
        Serial++;
        Message = message;
        Metrics = metrics;
        HasFailed = HasDetail = false;
        TimeNanos = null;
        Sequence = null;
        Attributes = 0;
    }

    /// <summary>Adds a number to the batch's open message; a member that stands twice counts as it stands last.</summary>
    /// <param name="slot">The metric's place in <see cref="Metrics"/>.</param>
    /// <returns>False where it is outside of the metric's declared range.</returns>
    public bool TryPut(int slot, double number, ReadingBatch batch)
    {
        ref var metric = ref Metrics[slot];
        if (metric.Declared is { } declared && !(number >= declared.Min && number <= declared.Max))
        {
            return false;
        }

        if (metric.Message == Serial)
        {
            batch.OpenValues[metric.At] = new MetricValue(metric.Metric, number);
            return true;
        }

        metric.Message = Serial;
        metric.At = batch.OpenValues.Length;
        batch.AddValue(metric.Metric, number);
        return true;
    }

    public void Fail(QuarantineReason reason, string detail)
    {
        if (!HasFailed)
        {
            HasFailed = true;
            Reason = reason;
            Detail = detail;
        }
    }
}
