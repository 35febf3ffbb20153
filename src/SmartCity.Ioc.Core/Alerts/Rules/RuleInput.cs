using System.Runtime.InteropServices;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>One thing that happened: a message of a device, a change of its health, or a moment that a rule waited for.</summary>
internal readonly ref struct RuleInput
{
    private readonly ReadingBatch? _batch;
    private readonly int _message;

    private RuleInput(ReadingBatch? batch, int message, int device, long timeNanos, long clockNanos, RuleRemarks remarks)
    {
        (_batch, _message, Device, TimeNanos, ClockNanos, Remarks) = (batch, message, device, timeNanos, clockNanos, remarks);
    }

    /// <summary>Index of the device, or -1 for a moment.</summary>
    public int Device { get; }

    /// <summary>Event time of a message; the pipeline's clock otherwise.</summary>
    public long TimeNanos { get; }

    public long ClockNanos { get; }

    /// <summary>Takes what there is to say about late messages.</summary>
    public RuleRemarks Remarks { get; }

    public HealthChange? Health { get; init; }

    /// <summary>Whether the device itself spoke; a worked out value is there without it.</summary>
    public bool IsMessage => _batch is not null && (_batch.Messages[_message].Marks & MessageMarks.Derived) == 0;

    public ReadOnlySpan<MetricValue> Values => _batch is null ? default : _batch.ValuesOf(_batch.Messages[_message]);

    public ReadOnlySpan<AttributeValue> Attributes => _batch is null
        ? default
        : Of(CollectionsMarshal.AsSpan(_batch.Attributes), static attribute => attribute.Message);

    public ReadOnlySpan<DetectionEvent> Events => _batch is null
        ? default
        : Of(CollectionsMarshal.AsSpan(_batch.Events), static detection => detection.Message);

    /// <summary>Arrival less event time, or null where the device did not say a time.</summary>
    public long? LagNanos => _batch is null || (_batch.Messages[_message].Marks & MessageMarks.TimeAssumed) != 0
        ? null
        : _batch.Messages[_message].ReceivedAtNanos - _batch.Messages[_message].MeasuredAtNanos;

    public static RuleInput Message(ReadingBatch batch, int message, RuleRemarks remarks)
    {
        ref readonly var said = ref batch.Messages[message];
        return new RuleInput(batch, message, said.Device, said.MeasuredAtNanos, batch.ClockNanos, remarks);
    }

    public static RuleInput Of(in HealthChange change, RuleRemarks remarks) =>
        new(null, -1, change.Device, change.AtNanos, change.AtNanos, remarks) { Health = change };

    public static RuleInput Moment(long nanos, RuleRemarks remarks) => new(null, -1, -1, nanos, nanos, remarks);

    /// <summary>The last value of a metric in the message.</summary>
    public bool TryValue(int metric, out double value)
    {
        var values = Values;
        for (var i = values.Length - 1; i >= 0; i--)
        {
            if (values[i].Metric == metric)
            {
                value = values[i].Value;
                return true;
            }
        }

        value = 0;
        return false;
    }

    // Details stand in the order of their messages.
    private ReadOnlySpan<T> Of<T>(ReadOnlySpan<T> details, Func<T, int> messageOf)
    {
        var (from, end) = (0, details.Length);
        while (from < end)
        {
            var middle = (from + end) / 2;
            (from, end) = messageOf(details[middle]) < _message ? (middle + 1, end) : (from, middle);
        }

        end = from;
        while (end < details.Length && messageOf(details[end]) == _message)
        {
            end++;
        }

        return details[from..end];
    }
}
