using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.TimeSeries;

/// <summary>What every time-series store does, whichever it is.</summary>
public abstract class TimeSeriesStoreContract
{
    protected const long Second = 1_000_000_000;
    protected const long Minute = 60 * Second;

    /// <summary>2026-11-22T00:00:00Z, well inside every store's range.</summary>
    protected const long Start = 1_795_305_600 * Second;

    protected abstract ITimeSeriesStore Store { get; }

    [SkippableFact]
    public async Task Readings_Written_ComeBackOldestFirstWithinTheRange()
    {
        await WriteAsync(readings: [.. Enumerable.Range(0, 10).Reverse().Select(i => Reading("air-1", i, ("pm25", i * 1.5), ("temp", 30 + i)))]);
        (await ReadAsync("air-1", "pm25", Start + (2 * Second), Start + (5 * Second))).Should().Equal(
            new ReadingPoint(Start + (2 * Second), 3), new ReadingPoint(Start + (3 * Second), 4.5), new ReadingPoint(Start + (4 * Second), 6));
        (await ReadAsync("air-1", "temp")).Should().HaveCount(10);
        (await ReadAsync("air-1", "none")).Should().BeEmpty();
        (await ReadAsync("air-2", "pm25")).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Readings_WrittenAgain_DoubleNothing()
    {
        var point = Reading("air-1", 0, ("pm25", 10));
        await WriteAsync(readings: [point, point]);
        await WriteAsync(readings: [point]);
        (await ReadAsync("air-1", "pm25")).Should().Equal(new ReadingPoint(Start, 10));
        await WriteAsync(readings: [Reading("air-1", 0, ("pm25", 11))]);
        (await ReadAsync("air-1", "pm25")).Should().Equal(new ReadingPoint(Start, 11));
    }

    [SkippableFact]
    public async Task Readings_OfAnAssumedTime_SaySo()
    {
        await WriteAsync(readings:
        [
            Reading("air-1", 0, ("pm25", 10)) with { TimeAssumed = true }, Reading("air-1", 1, ("temp", 30)) with { TimeAssumed = true },
            Reading("air-1", 2, ("pm25", 11)),
        ]);
        (await ReadAsync("air-1", "pm25")).Should().Equal(
            new ReadingPoint(Start, 10) { TimeAssumed = true }, new ReadingPoint(Start + (2 * Second), 11));
        var read = new List<(int Values, bool TimeAssumed)>();
        await foreach (var at in Store.ReadDeviceAsync("air-1", Start, Start + (3 * Second), CancellationToken.None))
        {
            read.Add((at.Values.Count, at.TimeAssumed));
        }

        read.Should().Equal((1, true), (1, true), (1, false));
    }

    [SkippableFact]
    public async Task Readings_OfOneTimeInTwoMessages_AreBothKept()
    {
        await WriteAsync(readings: [Reading("air-1", 0, ("pm25", 10), ("pm10", 20))]);
        await WriteAsync(readings: [Reading("air-1", 0, ("temp", 30), ("pm10", 21))]);
        (await ReadAsync("air-1", "pm25")).Should().Equal(new ReadingPoint(Start, 10));
        (await ReadAsync("air-1", "temp")).Should().Equal(new ReadingPoint(Start, 30));
        (await ReadAsync("air-1", "pm10")).Should().Equal(new ReadingPoint(Start, 21));
    }

    [SkippableFact]
    public async Task Several_MetricsOfADevice_ComeTogetherInOrderBehindWhatIsThere()
    {
        await WriteAsync(readings:
        [
            Reading("air-1", 2, ("pm25", 3), ("temp", 30)), Reading("air-1", 0, ("temp", 28)), Reading("air-1", 1, ("pm25", 2), ("pm10", 9)),
            Reading("air-1", 3, ("pm25", 4)), Reading("air-2", 1, ("pm25", 99)),
        ]);
        var target = new List<MetricReading> { default };

        await Store.ReadSeveralAsync("air-1", ["temp", "none", "pm25"], Start, Start + (3 * Second), target, CancellationToken.None);

        target.Should().Equal(
            default, new MetricReading(Start, 0, 28), new MetricReading(Start + Second, 2, 2), new MetricReading(Start + (2 * Second), 0, 30),
            new MetricReading(Start + (2 * Second), 2, 3));
    }

    [SkippableFact]
    public async Task Readings_OfNanosecondsAndAnyDouble_ComeBackExactly()
    {
        double[] values = [0.1, -0.0, double.Epsilon, double.MaxValue, -1e-300, Math.PI, 1.0 / 3, 123456789012345680];
        await WriteAsync(readings:
        [
            .. values.Select((v, i) => new ReadingsPoint("vung-tau", "air", "air-1", Start + i, [new("pm25", v)])),
        ]);
        var read = await ReadAsync("air-1", "pm25");
        read.Select(p => p.Value).Should().Equal(values);
        read.Select(p => p.TimeNanos).Should().Equal(values.Select((_, i) => Start + i));
    }

    [SkippableFact]
    public async Task Readings_ThatAreNoNumbers_AreRejectedAndTheOthersStay()
    {
        var result = await Store.WriteAsync(
            new PointBatch([Reading("air-1", 0, ("pm25", 1)), Reading("air-1", 1, ("pm25", double.NaN)), Reading("air-1", 2, ("pm25", double.PositiveInfinity))], [], []),
            CancellationToken.None);
        result.Rejected.Should().HaveCount(2).And.OnlyContain(r => r.Reason.Contains("pm25", StringComparison.Ordinal));
        result.Written.Should().Be(1);
        (await ReadAsync("air-1", "pm25")).Should().Equal(new ReadingPoint(Start, 1));
    }

    [SkippableFact]
    public async Task Windows_Written_ComeBackWhole()
    {
        var percentiles = Window(0, 0, count: 3) with { P50 = 1.5, P95 = 2.5, P99 = 2.75 };
        await WriteAsync(aggregates: [Device("cam-1", "vehicles", Window(1, 0, count: 5)), Device("cam-1", "vehicles", percentiles)]);
        (await ReadWindowsAsync(AggregateScope.Device, "cam-1", "vehicles")).Should().Equal(percentiles, Window(1, 0, count: 5));
    }

    [SkippableFact]
    public async Task Window_Corrected_ShowsTheCorrection()
    {
        await WriteAsync(aggregates: [Device("cam-1", "vehicles", Window(0, 0, count: 3))]);
        await WriteAsync(aggregates: [Device("cam-1", "vehicles", Window(0, 1, count: 4))]);
        await WriteAsync(aggregates: [Device("cam-1", "vehicles", Window(0, 1, count: 4))]);
        (await ReadWindowsAsync(AggregateScope.Device, "cam-1", "vehicles")).Should().Equal(Window(0, 1, count: 4));
    }

    [SkippableFact]
    public async Task Windows_OfZonesKindsAndLengths_AreKeptApart()
    {
        await WriteAsync(aggregates:
        [
            Zone("vung-tau", "camera", "speed", Window(0, 0, count: 1)),
            Zone("vung-tau", "traffic", "speed", Window(0, 0, count: 2)),
            Zone("ba-ria", "camera", "speed", Window(0, 0, count: 3)),
            Zone("vung-tau", "camera", "speed", Window(0, 0, count: 4)) with { LengthNanos = 15 * Minute },
        ]);
        (await ReadWindowsAsync(AggregateScope.Zone, "vung-tau", "speed")).Single().Count.Should().Be(1);
        (await ReadWindowsAsync(AggregateScope.Zone, "vung-tau", "speed", kind: "traffic")).Single().Count.Should().Be(2);
        (await ReadWindowsAsync(AggregateScope.Zone, "ba-ria", "speed")).Single().Count.Should().Be(3);
        (await ReadWindowsAsync(AggregateScope.Zone, "vung-tau", "speed", length: 15 * Minute)).Single().Count.Should().Be(4);
        (await ReadWindowsAsync(AggregateScope.Device, "vung-tau", "speed")).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task LatestBefore_Asked_GivesTheNewestOfThatMetricBeforeTheTime()
    {
        await WriteAsync(readings: [Reading("air-1", 0, ("pm25", 1)), Reading("air-1", 5, ("pm25", 2)), Reading("air-1", 9, ("temp", 30))]);
        (await Store.LatestBeforeAsync("air-1", "pm25", Start + (100 * Second), CancellationToken.None)).Should().Be(new ReadingPoint(Start + (5 * Second), 2));
        (await Store.LatestBeforeAsync("air-1", "pm25", Start + (5 * Second), CancellationToken.None)).Should().Be(new ReadingPoint(Start, 1));
        (await Store.LatestBeforeAsync("air-1", "pm25", Start, CancellationToken.None)).Should().BeNull();
        (await Store.LatestBeforeAsync("air-9", "pm25", Start, CancellationToken.None)).Should().BeNull();
    }

    [SkippableFact]
    public async Task Retention_Applied_KeepsWhatIsYounger()
    {
        await WriteAsync(
            [.. Enumerable.Range(0, 10).Select(i => Reading("air-1", i, ("pm25", i)))],
            [.. Enumerable.Range(0, 10).Select(i => Device("air-1", "pm25", Window(i, 0, count: 1)))]);
        await Store.DeleteBeforeAsync(
            Start + (4 * Second), new Dictionary<long, long> { [Minute] = Start + (7 * Minute) }, [], CancellationToken.None);
        (await ReadAsync("air-1", "pm25")).Select(p => p.Value).Should().Equal(4, 5, 6, 7, 8, 9);
        (await ReadWindowsAsync(AggregateScope.Device, "air-1", "pm25", kind: "air")).Select(w => w.StartNanos)
            .Should().Equal(Start + (7 * Minute), Start + (8 * Minute), Start + (9 * Minute));
    }

    [SkippableFact]
    public async Task Retention_OverAHeldSpan_LeavesItsReadingsAndTheWindowsThatReachIntoIt()
    {
        await WriteAsync(
            [.. Enumerable.Range(0, 10).Select(i => Reading("air-1", i, ("pm25", i)))],
            [.. Enumerable.Range(0, 10).Select(i => Device("air-1", "pm25", Window(i, 0, count: 1)))]);
        await WriteAsync(aggregates: [.. Enumerable.Range(0, 10).Select(i => Zone("vung-tau", "air", "pm25", Window(i, 0, count: 1)))]);
        HeldSpan[] held =
        [
            new(AggregateScope.Device, "air-1", Start + (5 * Second), Start + (7 * Second)),
            new(AggregateScope.Device, "air-1", Start + (330 * Second), Start + (7 * Minute)),
            new(AggregateScope.Zone, "vung-tau", Start + (8 * Minute), Start + (9 * Minute)),
        ];
        await Store.DeleteBeforeAsync(Start + (9 * Second), new Dictionary<long, long> { [Minute] = Start + (10 * Minute) }, held, CancellationToken.None);
        (await ReadAsync("air-1", "pm25")).Select(p => p.Value).Should().Contain([5, 6, 9]).And.NotContain([0, 1, 2, 3, 4]);
        (await ReadWindowsAsync(AggregateScope.Device, "air-1", "pm25", kind: "air")).Select(w => (w.StartNanos - Start) / Minute).Should().Contain([5, 6]);
        (await ReadWindowsAsync(AggregateScope.Zone, "vung-tau", "pm25", kind: "air")).Select(w => (w.StartNanos - Start) / Minute).Should().Contain(8);
        await Store.DeleteBeforeAsync(Start + (9 * Second), new Dictionary<long, long> { [Minute] = Start + (10 * Minute) }, [], CancellationToken.None);
        (await ReadAsync("air-1", "pm25")).Select(p => p.Value).Should().Equal(9);
        (await ReadWindowsAsync(AggregateScope.Device, "air-1", "pm25", kind: "air")).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Device_ReadWhole_HasEveryMetricOfEachTime()
    {
        await WriteAsync(readings:
        [
            Reading("air-1", 1, ("pm25", 1.5), ("temp", 30)), Reading("air-1", 2, ("pm10", 7)), Reading("air-1", 3, ("pm25", 0.1)),
            Reading("air-2", 1, ("pm25", 99)),
        ]);
        var read = new List<(long Second, string Values)>();
        await foreach (var at in Store.ReadDeviceAsync("air-1", Start + Second, Start + (3 * Second), CancellationToken.None))
        {
            read.Add(((at.TimeNanos - Start) / Second, string.Join(' ', at.Values.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => FormattableString.Invariant($"{v.Key}={v.Value}")))));
        }

        read.Should().Equal((1, "pm25=1.5 temp=30"), (2, "pm10=7"));
    }

    [SkippableFact]
    public async Task Batch_Empty_IsWritten()
    {
        var result = await Store.WriteAsync(new PointBatch([], [], []), CancellationToken.None);
        result.Written.Should().Be(0);
    }

    [SkippableFact]
    public async Task Alerts_Written_AreTaken()
    {
        var result = await Store.WriteAsync(
            new PointBatch([], [], [new AlertPoint("vung-tau", "pm25-high", "major", "air-1", "01J0", "active", 158.2, Start)]), CancellationToken.None);
        result.Rejected.Should().BeEmpty();
    }

    protected static ReadingsPoint Reading(string device, int second, params (string Metric, double Value)[] values) => new(
        "vung-tau", "air", device, Start + (second * Second), [.. values.Select(v => new KeyValuePair<string, double>(v.Metric, v.Value))]);

    protected static WindowPoint Window(int minute, int revision, long count) => new(
        Start + (minute * Minute), revision, count, Sum: count * 2.5, Min: 0.5, Max: 4.5, First: 1.25, Last: 3.75, StandardDeviation: 0.125,
        P50: double.NaN, P95: double.NaN, P99: double.NaN, Coverage: 0.75);

    protected static AggregatePoint Device(string device, string metric, WindowPoint window) => new(
        AggregateScope.Device, "vung-tau", device.StartsWith("air", StringComparison.Ordinal) ? "air" : "camera", device, metric, Minute, window);

    protected static AggregatePoint Zone(string zone, string kind, string metric, WindowPoint window) => new(
        AggregateScope.Zone, zone, kind, null, metric, Minute, window);

    protected async Task WriteAsync(IReadOnlyList<ReadingsPoint>? readings = null, IReadOnlyList<AggregatePoint>? aggregates = null)
    {
        var result = await Store.WriteAsync(new PointBatch(readings ?? [], aggregates ?? [], []), CancellationToken.None);
        result.Rejected.Should().BeEmpty();
        result.Written.Should().Be((readings?.Count ?? 0) + (aggregates?.Count ?? 0));
    }

    protected async Task<List<ReadingPoint>> ReadAsync(string device, string metric, long from = 0, long to = long.MaxValue)
    {
        var points = new List<ReadingPoint>();
        await foreach (var point in Store.ReadReadingsAsync(device, metric, from, to, CancellationToken.None))
        {
            points.Add(point);
        }

        return points;
    }

    protected async Task<List<WindowPoint>> ReadWindowsAsync(
        AggregateScope scope, string owner, string metric, string kind = "camera", long length = Minute)
    {
        var points = new List<WindowPoint>();
        await foreach (var point in Store.ReadWindowsAsync(scope, owner, kind, metric, length, 0, long.MaxValue, CancellationToken.None))
        {
            points.Add(point);
        }

        return points;
    }
}
