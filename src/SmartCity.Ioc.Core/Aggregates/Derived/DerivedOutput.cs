using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Derived;

/// <summary>What was worked out of closed windows at one moment of the clock: each value as a window of the length that it speaks of, and as a
/// reading of the device at that window's end, for the live table and the rules. Used again after each moment.</summary>
internal sealed class DerivedOutput : IDisposable
{
    public List<WindowAggregate> Windows { get; } = [];

    public ReadingBatch Readings { get; } = new();

    /// <param name="isNews">False for a correction and for what lies before the newest value: it raises no live alert.</param>
    public void Add(
        int device, int kind, int metric, long startNanos, long lengthNanos, int revision, double value, bool isNews, long clockNanos)
    {
        Windows.Add(new WindowAggregate(
            AggregateScope.Device, revision == 0 ? AggregateStage.Final : AggregateStage.Correction, device, kind, metric, startNanos,
            lengthNanos, revision, 1, value, value, value, value, value, value, 0, double.NaN, double.NaN, double.NaN, 1));
        Readings.ClockNanos = clockNanos;
        Readings.Begin();
        Readings.AddValue(metric, value);
        Readings.Commit(
            device, startNanos + lengthNanos, clockNanos, unchecked((ulong)startNanos), isNews ? MessageMarks.Derived : MessageMarks.Derived | MessageMarks.Historical);
    }

    public void Clear()
    {
        Windows.Clear();
        Readings.Clear();
    }

    public void Dispose() => Readings.Dispose();
}
