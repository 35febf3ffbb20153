using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.TimeSeries;

/// <summary>What a pipeline would decide, over the small city. Devices by their place in it: air-1, air-2, cam-1, cam-2.</summary>
internal sealed class PointSource : IDisposable
{
    private static readonly string[] Devices = ["air-1", "air-2", "cam-1", "cam-2"];
    private readonly List<ReadingBatch> _batches = [];

    /// <param name="devicesFirst">Interned as metrics before anything else, so that indexes differ from another source's.</param>
    public PointSource(params IReadOnlyList<string> devicesFirst)
    {
        Registry = new CityRegistry(SmallCity.Create());
        foreach (var name in devicesFirst)
        {
            Registry.InternMetric(name);
            Registry.Register("nowhere", "gauge", name, TimeSpan.FromSeconds(1));
        }
    }

    public CityRegistry Registry { get; }

    public static WindowPoint Point(WindowAggregate w) => new(
        w.StartNanos, w.Revision, w.Count, w.Sum, w.Min, w.Max, w.First, w.Last, w.StandardDeviation, w.P50, w.P95, w.P99, w.Coverage);

    public static AlertTransition Transition(long sequence, AlertState state, double? value, string? device) => new(
        sequence,
        new Alert(
            $"A{sequence}", "quy tắc", Severity.Critical, state, new LocalizedText("a", "b"), "e1", device, "air", "pm25", value, 150, 4, 5, null,
            null, null, null, null, 1),
        "raised", 99, 98, "system", null);

    public ReadingBatch Readings(params (int Device, long Time, (string Metric, double Value)[] Values)[] messages)
    {
        var batch = new ReadingBatch();
        _batches.Add(batch);
        foreach (var (device, time, values) in messages)
        {
            batch.Begin();
            foreach (var (metric, value) in values)
            {
                batch.AddValue(Registry.InternMetric(metric), value);
            }

            Registry.TryFindDevice(Devices[device], out var index);
            batch.Commit(index, time, time, 0, MessageMarks.None);
        }

        return batch;
    }

    public WindowAggregate Window(AggregateScope scope, int owner, int number)
    {
        if (scope == AggregateScope.Device)
        {
            Registry.TryFindDevice(Devices[owner], out owner);
        }

        Registry.TryFindMetric("pm25", out var metric);
        return new WindowAggregate(
            scope, AggregateStage.Final, owner, 0, metric, number * 60_000_000_000L, 60_000_000_000, 0, number, number * 1.5, 1.5, 0.25, 9, 1, 2, 0.5,
            1, 2, 3, 0.75);
    }

    public void Dispose() => _batches.ForEach(b => b.Dispose());
}
