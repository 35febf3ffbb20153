using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>Decoded messages into rehearsals, whose registries know a device or a metric by indexes of their own. Used by one thread.</summary>
/// <param name="from">By whose indexes the messages are decoded.</param>
/// <param name="devices">Ids of the devices wanted; null for all.</param>
public sealed class DecodedMessages(CityRegistry from, IReadOnlyList<RehearsalRun> runs, IReadOnlySet<string>? devices) : IDisposable
{
    private const int Unknown = -1;
    private const int Unwanted = -2;

    private readonly ReadingBatch _batch = new();
    private int _attribute;
    private int _event;
    private readonly int[][] _devices = [.. runs.Select(_ => Array.Empty<int>())];
    private readonly int[][] _metrics = [.. runs.Select(_ => Array.Empty<int>())];

    /// <summary>Hears of each value in its order: device, metric, event time, value.</summary>
    public Action<string, string, long, double>? Seen { get; init; }

    /// <param name="clockNanos">Does not go back.</param>
    /// <param name="measuredFromNanos">Messages of an earlier event time are left out: stored history had them already.</param>
    /// <param name="areArrivalsTrue">Whether the messages say when they arrived, so that devices' clocks can be judged.</param>
    public void Feed(ReadingBatch decoded, long clockNanos, long measuredFromNanos, bool areArrivalsTrue)
    {
        ArgumentNullException.ThrowIfNull(decoded);
        for (var run = 0; run < runs.Count; run++)
        {
            _batch.Clear();
            _batch.ClockNanos = clockNanos;
            (_attribute, _event) = (0, 0);
            for (var i = 0; i < decoded.Messages.Length; i++)
            {
                if (decoded.Messages[i].MeasuredAtNanos >= measuredFromNanos && DeviceOf(run, decoded.Messages[i].Device) is >= 0 and var device)
                {
                    Copy(run, device, decoded, i, areArrivalsTrue);
                }
            }

            if (!_batch.Messages.IsEmpty)
            {
                runs[run].Feed(_batch);
            }
        }
    }

    /// <summary>A message of a device was put aside.</summary>
    public void Reject(int device, QuarantineReason reason, long clockNanos)
    {
        for (var run = 0; run < runs.Count; run++)
        {
            if (DeviceOf(run, device) is >= 0 and var own)
            {
                runs[run].Reject(own, reason, clockNanos);
            }
        }
    }

    public void Dispose() => _batch.Dispose();

    private void Copy(int run, int device, ReadingBatch decoded, int index, bool areArrivalsTrue)
    {
        ref readonly var message = ref decoded.Messages[index];
        var target = _batch.Begin();
        foreach (ref readonly var value in decoded.ValuesOf(message))
        {
            _batch.AddValue(MetricOf(run, value.Metric), value.Value);
            if (run == 0)
            {
                Seen?.Invoke(from.Device(message.Device).Id, from.MetricName(value.Metric), message.MeasuredAtNanos, value.Value);
            }
        }

        // Details stand in the order of their messages.
        for (; _attribute < decoded.Attributes.Count && decoded.Attributes[_attribute].Message <= index; _attribute++)
        {
            if (decoded.Attributes[_attribute].Message == index)
            {
                _batch.Attributes.Add(decoded.Attributes[_attribute] with { Message = target });
            }
        }

        for (; _event < decoded.Events.Count && decoded.Events[_event].Message <= index; _event++)
        {
            if (decoded.Events[_event].Message == index)
            {
                _batch.Events.Add(decoded.Events[_event] with { Message = target });
            }
        }

        _batch.Commit(
            device, message.MeasuredAtNanos, areArrivalsTrue ? message.ReceivedAtNanos : message.MeasuredAtNanos, message.Identity,
            areArrivalsTrue ? message.Marks : message.Marks | MessageMarks.TimeAssumed);
    }

    private int DeviceOf(int run, int device)
    {
        ref var known = ref Slot(ref _devices[run], device);
        if (known == Unknown)
        {
            var entry = from.Device(device);
            var kind = from.Kinds[entry.Kind];
            known = devices is null || devices.Contains(entry.Id)
                ? runs[run].Registry.RegisterAs(entry, from).Index
                : Unwanted;
        }

        return known;
    }

    private int MetricOf(int run, int metric)
    {
        ref var known = ref Slot(ref _metrics[run], metric);
        known = known == Unknown ? runs[run].Registry.InternMetric(from.MetricName(metric)) : known;
        return known;
    }

    private static ref int Slot(ref int[] table, int index)
    {
        if (index >= table.Length)
        {
            var length = table.Length;
            Array.Resize(ref table, Math.Max(index + 1, length * 2));
            Array.Fill(table, Unknown, length, table.Length - length);
        }

        return ref table[index];
    }
}
