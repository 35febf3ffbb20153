using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Push.Tests.State;

public class LiveTableTests
{
    private readonly PushCity _city = new();
    private readonly DeviceState _state = new();

    [Fact]
    public void Device_NeverHeard_IsUnknownWithoutTime()
    {
        _city.Table.TryRead(_city.Device("air-1"), _state).Should().BeTrue();
        _state.Health.Should().Be(DeviceHealth.Unknown);
        _state.ReceivedAtNanos.Should().Be(0);
        _city.Table.TryRead(99, _state).Should().BeFalse();
    }

    [Fact]
    public void Accepted_OlderReading_DoesNotReplaceTheNewerOne()
    {
        _city.Say("air-1", 2000, "pm25", 20);
        var version = _city.Table.Version;
        _city.Say("air-1", 1000, "pm25", 10);
        Read("air-1").Values[0].Value.Should().Be(20);
        _city.Table.Version.Should().Be(version, "nothing changed");
    }

    [Fact]
    public void Accepted_OlderReadingOfAnotherMetric_IsTheNewestOfThatMetric()
    {
        _city.Say("air-1", 2000, "pm25", 20);
        _city.Say("air-1", 1000, "temp", 30);
        Read("air-1").Values.ToArray().Select(v => v.Value).Should().Equal(20, 30);
        _state.MeasuredAtNanos.Should().Be(2_000_000_000, "the newest event time stands");
    }

    [Fact]
    public void Accepted_AttributesEventsAndPlace_AreKept()
    {
        using var batch = _city.Batch("cam-1", 1000, "vehicles", 3);
        batch.Attributes.Add(new AttributeValue(0, "phase", "green"));
        batch.Events.Add(new DetectionEvent(0, "plate", "72A", 0.9, """{"type":"plate"}"""));
        batch.Events.Add(new DetectionEvent(0, "plate", "72B", 0.9, """{"type":"plate","n":2}"""));
        batch.Locations.Add(new ReportedLocation(0, new GeoPoint(10.3, 107.1)));
        _city.Table.OnAccepted(batch);
        Read("cam-1").Attributes.Should().ContainSingle().Which.Should().Be(new KeyValuePair<string, string>("phase", "green"));
        _state.Events.Should().HaveCount(2);
        _state.Location.Should().Be(new GeoPoint(10.3, 107.1));
    }

    [Fact]
    public void Version_OfADevice_IsSeenByItsZoneAndAllAbove()
    {
        var before = _city.Table.Version;
        _city.Say("cam-2", 1000, "vehicles", 1);
        var zones = _city.Table.Zones.ToArray();
        zones.Select(z => z.DevicesVersion > before).Should().Equal([true, true, false, false, true, false], "e2 lies in east in prov");
    }

    [Fact]
    public void Accepted_DeviceThatRegisteredItself_GetsARow()
    {
        _city.Registry.Register("new-ward", "new-kind", "dev-9", TimeSpan.FromSeconds(5));
        _city.Say("dev-9", 1000, "x", 1);
        Read("dev-9").Values.ToArray().Should().ContainSingle();
        _city.Table.ReadZone(_city.Registry.Zones.Count - 1).Health.Should().Be(DeviceHealth.Offline, "no word of its health yet");
    }

    [Fact]
    public void Registry_DeviceMoves_CountsInItsNewZone()
    {
        foreach (var id in new[] { "air-1", "air-2", "cam-1", "cam-2" })
        {
            _city.Health(id, DeviceHealth.Ok);
        }

        var device = _city.Registry.Device(_city.Device("air-2"));
        _city.Registry.Update(device with { Zone = 4 });
        _city.Say("air-2", 1000, "pm25", 1);
        _city.Table.ReadZone(5).Health.Should().Be(DeviceHealth.OutOfService, "the ward has no device left");
        _city.Table.ReadZone(4).Coverage.Should().Be(1);
        _city.Table.ReadZone(0).Coverage.Should().Be(1);
    }

    [Fact]
    public void ZoneHealth_FollowsTheMajorityOfDevicesInService()
    {
        _city.Table.ReadZone(1).Health.Should().Be(DeviceHealth.Offline, "silence is never health");
        _city.Health("air-1", DeviceHealth.Ok);
        _city.Health("cam-1", DeviceHealth.Ok);
        var east = _city.Table.ReadZone(1);
        east.Health.Should().Be(DeviceHealth.Ok);
        east.Coverage.Should().BeApproximately(2.0 / 3, 1e-9);
        _city.Health("cam-1", DeviceHealth.Stale);
        _city.Table.ReadZone(1).Health.Should().Be(DeviceHealth.Offline, "one each of three: the worst");
        _city.Health("cam-2", DeviceHealth.OutOfService);
        _city.Health("air-1", DeviceHealth.OutOfService);
        _city.Table.ReadZone(1).Health.Should().Be(DeviceHealth.Stale, "the only one in service");
        _city.Table.ReadZone(4).Should().BeEquivalentTo(new { Health = DeviceHealth.OutOfService, Coverage = (double?)null });
    }

    [Fact]
    public void Windows_LaterWindowsAndRevisionsReplace_OlderOnesDoNot()
    {
        _city.Table.OnWindows([PushCity.Window(3, 0, 0, 60_000, 10)]);
        _city.Table.OnWindows([PushCity.Window(3, 0, 0, 120_000, 20, AggregateStage.Provisional)]);
        _city.Table.OnWindows([PushCity.Window(3, 0, 0, 60_000, 11, AggregateStage.Correction, 1)]);
        Mean().Should().Be(20, "a correction of a past window is not the latest");
        _city.Table.OnWindows([PushCity.Window(3, 0, 0, 120_000, 21)]);
        _city.Table.OnWindows([PushCity.Window(3, 0, 0, 120_000, 22, AggregateStage.Correction, 1)]);
        Mean().Should().Be(22);
        _city.Table.OnWindows([PushCity.Window(3, 0, 0, 120_000, 5, AggregateStage.Provisional)]);
        Mean().Should().Be(22, "a provisional value does not come back over a final one");

        double Mean() => _city.Table.ReadZone(3).Values.Single().Window.Mean;
    }

    [Fact]
    public void Windows_OfDevicesAndOtherLengths_ArePassedOver()
    {
        var version = _city.Table.Version;
        var window = PushCity.Window(3, 0, 0, 60_000, 10);
        _city.Table.OnWindows([window with { Scope = AggregateScope.Device, Owner = 0 }, window with { LengthNanos = 10_000_000_000 }]);
        _city.Table.Version.Should().Be(version);
    }

    [Fact]
    public void Alerts_AreCountedUpTheTreeWhileTheyNeedSomebody()
    {
        _city.Change("A", zone: "e1");
        _city.Change("B", zone: "w1", severity: Severity.Critical);
        Open(0).Should().Equal(0, 0, 1, 1);
        Open(1).Should().Equal(0, 0, 1, 0);
        _city.Change("A", AlertState.Shelved, revision: 2);
        Open(1).Should().Equal(0, 0, 0, 0);
        _city.Change("A", AlertState.Acknowledged, revision: 3);
        Open(1).Should().Equal(0, 0, 1, 0);
        _city.Change("A", AlertState.Closed, revision: 4);
        Open(0).Should().Equal(0, 0, 0, 1);

        IReadOnlyList<int> Open(int zone) => _city.Table.ReadZone(zone).OpenAlerts;
    }

    [Fact]
    public void Alerts_RepeatedByAReplay_ChangeNothing()
    {
        var raised = PushCity.Transition(7, "A");
        _city.Table.Restore([raised.Alert], 7);
        var version = _city.Table.Version;
        _city.Table.OnAlerts([PushCity.Transition(6, "B"), raised]);
        _city.Table.Version.Should().Be(version);
        _city.Table.Alerts.State.Open.Keys.Should().Equal("A");
        _city.Table.OnAlerts([PushCity.Transition(8, "A", AlertState.Closed, revision: 2)]);
        _city.Table.Alerts.State.Open.Should().BeEmpty();
        _city.Table.ReadZone(0).OpenAlerts.Should().OnlyContain(n => n == 0);
    }

    [Fact]
    public void Accepted_InTheSteadyState_AllocatesNothing()
    {
        using var batch = _city.Batch("air-1", 1000, "pm25", 1);
        for (var i = 0; i < 100; i++)
        {
            _city.Table.OnAccepted(batch);
        }

        // What a batch allocates it allocates in every round; a collection in another test's thread shifts the count of one.
        Enumerable.Range(0, 5).Min(_ => AllocatedBy(batch)).Should().Be(0);
    }

    [Fact]
    public async Task Read_WhileTheWriterWrites_IsNeverTorn()
    {
        // Value and time say the same, so a torn copy shows.
        using var stop = new CancellationTokenSource();
        var writer = Task.Run(() =>
        {
            for (var i = 1; i <= 50_000; i++)
            {
                _city.Say("air-1", i, "pm25", i);
            }

            stop.Cancel();
        });
        var state = new DeviceState();
        while (!stop.IsCancellationRequested)
        {
            _city.Table.TryRead(_city.Device("air-1"), state);
            if (state.Values is [var slot])
            {
                (slot.Value * 1_000_000).Should().Be(slot.TimeNanos);
                state.MeasuredAtNanos.Should().Be(slot.TimeNanos);
            }
        }

        await writer;
    }

    private DeviceState Read(string device)
    {
        _city.Table.TryRead(_city.Device(device), _state).Should().BeTrue();
        return _state;
    }

    private long AllocatedBy(ReadingBatch batch)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            _city.Table.OnAccepted(batch);
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
