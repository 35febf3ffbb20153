using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Push.Tests.State;

/// <summary>What the table knows after a start that no device has spoken since.</summary>
public class SeedTests
{
    private readonly PushCity _city = new();
    private readonly DeviceState _state = new();

    [Fact]
    public void Health_OfARestoredPipeline_IsTakenOverWithTheFirstFrame()
    {
        using var before = Pipeline();
        using var batch = _city.Batch("air-1", 5000, "pm25", 1);
        before.OnBatch(batch);
        using var saved = new MemoryStream();
        using (var writer = new BinaryWriter(saved, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            before.Save(writer);
        }

        saved.Position = 0;
        using var after = Pipeline();
        using var reader = new BinaryReader(saved);
        after.Restore(reader);
        new HealthSeed(_city.Table, after).FrameDone(default, 0, recovering: true);
        _city.Table.TryRead(_city.Device("air-1"), _state);
        _state.Health.Should().Be(DeviceHealth.Ok);
        _state.MeasuredAtNanos.Should().Be(5_000_000_000);
        _city.Table.ReadZone(0).Coverage.Should().Be(0.25, "one of four");
    }

    [Fact]
    public async Task Values_OfSlowDevices_ComeFromHistory_UnlessTheyHaveSpoken()
    {
        var city = SmallCity.Create();
        var slow = city.Kinds[0] with { ExpectedInterval = TimeSpan.FromMinutes(10), OfflineAfter = TimeSpan.FromHours(1) };
        var registry = new CityRegistry(new CityModel
        {
            Id = city.Id,
            Name = city.Name,
            TimeZone = city.TimeZone,
            Zones = city.Zones,
            Kinds = [slow, city.Kinds[1]],
            Devices = city.Devices,
            Rules = [],
        });
        var table = new LiveTable(registry, new LivePushOptions());
        var history = new MemoryHistory
        {
            Latest =
            {
                [("air-1", "pm25")] = new ReadingPoint(1_000_000_000, 11),
                [("air-2", "pm25")] = new ReadingPoint(1_000_000_000, 12),
                [("cam-1", "vehicles")] = new ReadingPoint(1_000_000_000, 13),
            },
        };
        using (var spoken = _city.Batch("air-2", 2000, "pm25", 22))
        {
            table.OnAccepted(spoken);
        }

        using var seed = new ValueSeed(table, registry, history, TimeProvider.System, NullLogger<ValueSeed>.Instance);
        await seed.StartAsync(default);
        await seed.ExecuteTask!;
        Value("air-1").Should().Be(11);
        Value("air-2").Should().Be(22);
        Value("cam-1").Should().BeNull("it speaks every second by itself");

        double? Value(string device)
        {
            registry.TryFindDevice(device, out var index);
            table.TryRead(index, _state);
            return _state.Values is [var slot, ..] ? slot.Value : null;
        }
    }

    private CityPipeline Pipeline() =>
        new(_city.Registry, new PipelineOptions(), new Ledger(), new AlertEngine(_city.Registry, []));
}
