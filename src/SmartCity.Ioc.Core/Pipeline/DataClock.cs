using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// The clock of a recording that is played: the newest event time so far, in whole seconds. A batch is cut where its messages move the
/// clock, so that it does not matter which messages came together. Used by one thread.
/// </summary>
internal sealed class DataClock : IDisposable
{
    private const long NanosPerSecond = 1_000_000_000;

    private readonly ReadingBatch _part = new();

    public long ClockNanos { get; private set; } = long.MinValue;

    /// <summary>Hands the batch on in parts, each with the clock of its messages.</summary>
    public void Play(ReadingBatch batch, Action<ReadingBatch> next)
    {
        var messages = batch.Messages;
        for (var from = 0; from < messages.Length;)
        {
            Follow(messages[from]);
            var to = from + 1;
            while (to < messages.Length && !Moves(messages[to]))
            {
                to++;
            }

            _part.Clear();
            _part.ClockNanos = ClockNanos;
            for (; from < to; from++)
            {
                _part.CopyFrom(batch, from);
            }

            next(_part);
        }
    }

    public void Dispose() => _part.Dispose();

    public void Restore(long clockNanos) => ClockNanos = clockNanos;

    // A message without a time of its own, a status or a last known value has the host's time: it must not end the recording.
    private static bool Counts(in DeviceMessage message) => (message.Marks & (MessageMarks.TimeAssumed | MessageMarks.Retained
        | MessageMarks.StatusOnline | MessageMarks.StatusOffline)) == 0;

    private static long Second(long nanos) => nanos - (((nanos % NanosPerSecond) + NanosPerSecond) % NanosPerSecond);

    private bool Moves(in DeviceMessage message) => Counts(message) && Second(message.MeasuredAtNanos) > ClockNanos;

    private void Follow(in DeviceMessage message)
    {
        if (Moves(message))
        {
            ClockNanos = Second(message.MeasuredAtNanos);
        }
    }
}
