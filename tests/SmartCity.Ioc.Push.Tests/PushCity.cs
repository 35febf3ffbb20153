using System.Text.Json;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Push.Tests;

/// <summary>The small city with a live table over it, and short words for what the pipeline would say.</summary>
internal sealed class PushCity
{
    private const long NanosPerMillisecond = 1_000_000;
    private long _sequence;

    public PushCity(LivePushOptions? options = null)
    {
        Options = options ?? new LivePushOptions();
        Registry = new CityRegistry(SmallCity.Create());
        Table = new LiveTable(Registry, Options);
        Store = new MemoryAlertStore();
        Indicators = new IndicatorBoard(Registry, new MemoryIndicators());
    }

    public LivePushOptions Options { get; }

    public CityRegistry Registry { get; }

    public LiveTable Table { get; }

    public MemoryAlertStore Store { get; }

    public IndicatorBoard Indicators { get; }

    public int Device(string id) => Registry.TryFindDevice(id, out var index) ? index : throw new ArgumentException(id);

    public void Say(string device, long milliseconds, string metric, double value)
    {
        using var batch = Batch(device, milliseconds, metric, value);
        Table.OnAccepted(batch);
    }

    public void SayWhere(string device, long milliseconds, double latitude, double longitude)
    {
        using var batch = new ReadingBatch { ClockNanos = milliseconds * NanosPerMillisecond };
        batch.Begin();
        batch.Locations.Add(new ReportedLocation(0, new GeoPoint(latitude, longitude)));
        var time = milliseconds * NanosPerMillisecond;
        batch.Commit(Device(device), time, time, 0, MessageMarks.None);
        Table.OnAccepted(batch);
    }

    public ReadingBatch Batch(string device, long milliseconds, string metric, double value)
    {
        var batch = new ReadingBatch { ClockNanos = milliseconds * NanosPerMillisecond };
        batch.Begin();
        batch.AddValue(Registry.InternMetric(metric), value);
        var time = milliseconds * NanosPerMillisecond;
        batch.Commit(Device(device), time, time, 0, MessageMarks.None);
        return batch;
    }

    public void Health(string device, DeviceHealth to, string reason = "heard")
    {
        var index = Device(device);
        var state = new DeviceState();
        Table.TryRead(index, state);
        Table.OnHealth(new HealthChange(index, state.Health, to, 0, reason));
    }

    public static WindowAggregate Window(
        int zone, int kind, int metric, long startMilliseconds, double mean, AggregateStage stage = AggregateStage.Final, int revision = 0,
        long count = 10) =>
        new(AggregateScope.Zone, stage, zone, kind, metric, startMilliseconds * NanosPerMillisecond, 60_000 * NanosPerMillisecond, revision,
            count, mean * count, mean, mean - 1, mean + 1, mean, mean, 0, double.NaN, double.NaN, double.NaN, 1);

    public void Observe(string indicator, long milliseconds, double value) =>
        Indicators.Put([new IndicatorObservation(indicator, milliseconds * NanosPerMillisecond, value, null, "an", null, 0)]);

    /// <summary>A change of an alert, in the store and on the table.</summary>
    public AlertTransition Change(
        string id, AlertState state = AlertState.Active, string zone = "e1", Severity severity = Severity.Major, int revision = 1,
        string? device = null, string? kind = null)
    {
        var transition = Transition(++_sequence, id, state, zone, severity, revision, device, kind);
        Store.Append([transition]);
        Table.OnAlerts([transition]);
        return transition;
    }

    public static AlertTransition Transition(
        long sequence, string id, AlertState state = AlertState.Active, string zone = "e1", Severity severity = Severity.Major,
        int revision = 1, string? device = null, string? kind = null) =>
        new(sequence,
            new Alert(id, "rule", severity, state, SmallCity.Text("Mực nước cao"), zone, device, kind, null, 1.5, 1, NanosPerMillisecond,
                2 * NanosPerMillisecond, null, null, null, null, null, revision),
            "raised", 3 * NanosPerMillisecond, NanosPerMillisecond, "system", null);

    public static JsonElement Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(json).RootElement;
}
