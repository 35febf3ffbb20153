using System.Text.Json;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Push.Tests.Streams;

public class LiveStreamTests
{
    private readonly PushCity _city = new(new LivePushOptions { AlertLogSize = 16, AlertsPerFrame = 8 });
    private readonly ManualTimeProvider _time = new();
    private readonly FixedAges _ages = new();
    private readonly List<string> _cuts = [];
    private string _epoch = "e1";

    [Fact]
    public async Task FirstFrame_WithoutCursor_HoldsTheWholeState()
    {
        _city.Say("air-1", 1_795_308_300_928, "pm25", 38.2);
        _city.Health("air-1", DeviceHealth.Ok);
        _city.Table.OnWindows([PushCity.Window(3, 0, 0, 60_000, 12.5, count: 6)]);
        _city.Change("A");
        await using var reader = Open(new LiveRequest());
        await reader.NextAsync();
        var frame = StreamReader.Json(reader.Current);
        frame.GetProperty("reset").GetBoolean().Should().BeTrue();
        frame.GetProperty("epoch").GetString().Should().Be("e1");
        frame.GetProperty("sentAt").GetInt64().Should().Be(_time.GetUtcNow().ToUnixTimeMilliseconds());
        frame.GetProperty("devices").GetArrayLength().Should().Be(4);
        frame.GetProperty("devices")[0].GetRawText().Should().Be(
            """{"id":"air-1","zone":"e1","kind":"air","ts":1795308300928,"health":"ok","values":{"pm25":38.2}}""");
        frame.GetProperty("devices")[1].GetRawText().Should().Be(
            """{"id":"air-2","zone":"w1","kind":"air","ts":null,"health":"offline","values":{}}""");
        frame.GetProperty("zones")[3].GetRawText().Should().Be(
            """{"id":"e1","health":"offline","coverage":0.5,"values":{"air.pm25":{"mean":12.5,"count":6,"min":11.5,"max":13.5,"last":12.5,"start":60000,"final":true}},"alerts":{"critical":0,"major":1,"minor":0,"info":0}}""");
        frame.GetProperty("alerts")[0].GetRawText().Should().Be(
            """{"id":"A","rule":"rule","severity":"major","state":"active","title":{"vi":"Mực nước cao","en":"Mực nước cao"},"zone":"e1","device":null,"kind":null,"metric":null,"value":1.5,"threshold":1,"eventTime":1,"raisedAt":2,"clearedAt":null,"acknowledgedBy":null,"assignee":null,"shelvedUntil":null,"incident":null,"revision":1,"change":{"sequence":1,"action":"raised","at":3,"by":"system","note":null}}""");
        frame.GetProperty("indicators").GetArrayLength().Should().Be(2);
        frame.GetProperty("ages").GetRawText().Should().Be("""{"mqtt":0.25,"store":null}""");
    }

    [Fact]
    public async Task LaterFrames_HoldOnlyWhatChanged_NewestValueWins()
    {
        await using var reader = Open(new LiveRequest());
        await reader.NextAsync();
        _city.Say("air-1", 1000, "pm25", 1);
        _city.Say("air-1", 2000, "pm25", 2);
        _city.Say("cam-1", 2000, "vehicles", 3);
        (await reader.NextAsync()).Should().BeLessThanOrEqualTo(TimeSpan.FromMilliseconds(250));
        var frame = StreamReader.Json(reader.Current);
        frame.GetProperty("reset").GetBoolean().Should().BeFalse();
        Ids(frame).Should().Equal("air-1", "cam-1");
        frame.GetProperty("devices")[0].GetProperty("values").GetProperty("pm25").GetDouble().Should().Be(2);
    }

    [Fact]
    public async Task Indicators_AllInTheFirstFrameOfAStream_LaterOnlyTheChanged()
    {
        await using var reader = Open(new LiveRequest(Include: ["indicators"]));
        await reader.NextAsync();
        var first = StreamReader.Json(reader.Current).GetProperty("indicators");
        first[0].GetRawText().Should().StartWith(
            """{"id":"beds","name":{"vi":"Beds","en":"Beds"},"domain":"health","zone":"e1","unit":"%","decimals":1,"direction":"lower","target":85,"warning":95,"periodSeconds":86400,"source":""").And.EndWith(
            ""","status":"unknown","value":null,"numerator":null,"denominator":null,"ts":null,"staleAt":null}""");

        _city.Observe("on-time", 1_795_308_300_000, 93);
        (await reader.NextAsync()).Should().BeLessThanOrEqualTo(TimeSpan.FromMilliseconds(250));
        var changed = StreamReader.Json(reader.Current).GetProperty("indicators");
        changed.EnumerateArray().Should().ContainSingle().Which.GetRawText().Should().EndWith(
            ""","status":"warning","value":93,"numerator":null,"denominator":null,"ts":1795308300000,"staleAt":1799196300000}""");
        await reader.NextAsync();
        StreamReader.Json(reader.Current).GetProperty("indicators").GetArrayLength().Should().Be(0);

        await using var again = Open(new LiveRequest(Include: ["indicators"], Cursor: reader.Current.Cursor));
        await again.NextAsync();
        StreamReader.Json(again.Current).GetProperty("indicators").GetArrayLength().Should().Be(2);
    }

    [Fact]
    public async Task Indicators_OfOtherZonesOrNotAskedFor_AreNotSent()
    {
        await using var west = Open(new LiveRequest(Zones: ["west"]));
        await west.NextAsync();
        StreamReader.Json(west.Current).GetProperty("indicators").EnumerateArray().Select(i => i.GetProperty("id").GetString()).Should().Equal("on-time");
        await using var devices = Open(new LiveRequest(Include: ["devices"]));
        await devices.NextAsync();
        StreamReader.Json(devices.Current).GetProperty("indicators").GetArrayLength().Should().Be(0);
    }

    [Theory]
    [InlineData(4.0, 250)]
    [InlineData(1000.0, 50)]
    [InlineData(0.5, 1000)]
    [InlineData(null, 250)]
    public async Task Pace_IsWhatTheClientAskedFor_WithinBoundsAndAtLeastTheHeartbeat(double? maxHz, int milliseconds)
    {
        await using var reader = Open(new LiveRequest(MaxHz: maxHz));
        await reader.NextAsync();
        _city.Say("air-1", 1000, "pm25", 1);
        await reader.NextAsync();
        _city.Say("air-1", 2000, "pm25", 2);
        (await reader.NextAsync()).Should().Be(TimeSpan.FromMilliseconds(milliseconds));
    }

    [Fact]
    public async Task Quiet_AFrameGoesOutEverySecond_EmptyWithAges()
    {
        await using var reader = Open(new LiveRequest());
        await reader.NextAsync();
        (await reader.NextAsync()).Should().Be(TimeSpan.FromSeconds(1));
        var frame = StreamReader.Json(reader.Current);
        frame.GetProperty("devices").GetArrayLength().Should().Be(0);
        frame.GetProperty("zones").GetArrayLength().Should().Be(0);
        (await reader.NextAsync()).Should().Be(TimeSpan.FromSeconds(1));
        reader.Current.Cursor.Should().NotBe(frame.GetProperty("cursor").GetString(), "an acknowledgement names one frame");
    }

    [Fact]
    public async Task Alert_IsSentAtOnce_NotAtTheNextTick()
    {
        await using var reader = Open(new LiveRequest(MaxHz: 0.5));
        await reader.NextAsync();
        (await reader.TryNextAsync()).Should().BeFalse();
        _city.Change("A");
        _city.Change("A", AlertState.Acknowledged, revision: 2);
        reader.Stream.Wake();
        (await reader.NextAsync()).Should().Be(TimeSpan.Zero);
        Revisions(StreamReader.Json(reader.Current)).Should().Equal("A1", "A2");
    }

    [Fact]
    public async Task Acks_AtMostFourFramesAreUnderWay_AndValuesAreReadWhenTheNextOneMayGo()
    {
        await using var reader = Open(new LiveRequest(Acks: true));
        for (var i = 1; i <= 4; i++)
        {
            _city.Say("air-1", i * 1000, "pm25", i);
            await reader.NextAsync();
        }

        var fourth = reader.Current.Cursor;
        for (var i = 5; i <= 40; i++)
        {
            _city.Say("air-1", i * 1000, "pm25", i);
            _time.Advance(TimeSpan.FromMilliseconds(250));
            (await reader.TryNextAsync()).Should().BeFalse("four frames are unacknowledged");
        }

        reader.Stream.Acknowledge(fourth);
        (await reader.NextAsync()).Should().Be(TimeSpan.Zero);
        StreamReader.Json(reader.Current).GetProperty("devices")[0].GetProperty("values").GetProperty("pm25").GetDouble().Should().Be(40);
    }

    [Fact]
    public async Task Acks_MissingForThirtySeconds_CutTheClient()
    {
        await using var reader = Open(new LiveRequest(Acks: true));
        await reader.NextAsync();
        await reader.NextAsync();
        var second = reader.Current.Cursor;
        _time.Advance(TimeSpan.FromSeconds(29));
        reader.Stream.CutIfSilent().Should().BeFalse();
        reader.Stream.Acknowledge(second);
        await reader.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(29));
        reader.Stream.CutIfSilent().Should().BeFalse("it spoke 29 seconds ago");
        _time.Advance(TimeSpan.FromSeconds(2));
        reader.Stream.CutIfSilent().Should().BeTrue();
        _cuts.Should().ContainSingle();
    }

    [Fact]
    public async Task Acks_OfALargeFrameOnASlowLine_AreWaitedForLonger()
    {
        for (var i = 0; i < 3000; i++)
        {
            _city.Registry.Register("e1", "air", $"air-x{i:00000}", TimeSpan.FromSeconds(10));
        }

        _city.Say("air-1", 1, "pm25", 1);
        await using var reader = Open(new LiveRequest(Acks: true));
        await reader.NextAsync();
        var bytes = reader.Current.Bytes;
        bytes.Should().BeGreaterThan(200_000);
        _time.Advance(TimeSpan.FromSeconds(30 + (bytes / 20_000) - 1));
        reader.Stream.CutIfSilent().Should().BeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));
        reader.Stream.CutIfSilent().Should().BeTrue();
    }

    [Fact]
    public async Task Resume_SameEpoch_GivesTheChangesSince_WithoutReset()
    {
        string cursor;
        await using (var reader = Open(new LiveRequest()))
        {
            _city.Change("A");
            await reader.NextAsync();
            cursor = reader.Current.Cursor;
        }

        _city.Say("cam-2", 1000, "vehicles", 1);
        _city.Change("A", AlertState.Closed, revision: 2);
        _city.Change("B");
        await using var again = Open(new LiveRequest(Cursor: cursor));
        await again.NextAsync();
        var frame = StreamReader.Json(again.Current);
        frame.GetProperty("reset").GetBoolean().Should().BeFalse();
        Ids(frame).Should().Equal("cam-2");
        Revisions(frame).Should().Equal("A2", "B1");
    }

    [Fact]
    public async Task Resume_AnotherFilter_IsAReset()
    {
        string cursor;
        await using (var reader = Open(new LiveRequest(Zones: ["west"])))
        {
            await reader.NextAsync();
            cursor = reader.Current.Cursor;
        }

        await using var again = Open(new LiveRequest(Zones: ["east"], Cursor: cursor));
        await again.NextAsync();
        again.Current.Reset.Should().BeTrue("nothing of the east was ever sent");
    }

    [Fact]
    public async Task Resume_AfterARestart_ResetsTheState_AndReplaysEachMissedAlertChangeOnce()
    {
        _city.Change("OLD");
        string cursor;
        await using (var reader = Open(new LiveRequest()))
        {
            await reader.NextAsync();
            cursor = reader.Current.Cursor;
        }

        // More than the ring in memory holds and more than one frame takes, so the store has to help over several frames.
        var expected = new List<string>();
        for (var i = 0; i < 30; i++)
        {
            _city.Change($"N{i}");
            _city.Change($"N{i}", AlertState.Closed, revision: 2);
            expected.AddRange([$"N{i}1", $"N{i}2"]);
        }

        var restarted = new PushCity(_city.Options);
        restarted.Store.Append(await _city.Store.SinceAsync(0, 1000, default));
        restarted.Table.Restore(_city.Store.Open(), _city.Store.LastSequence);
        _epoch = "e2";
        await using var again = Open(new LiveRequest(Cursor: cursor), restarted);
        await again.NextAsync();
        var first = StreamReader.Json(again.Current);
        first.GetProperty("reset").GetBoolean().Should().BeTrue();
        first.GetProperty("epoch").GetString().Should().Be("e2");
        first.GetProperty("devices").GetArrayLength().Should().Be(4);
        first.GetProperty("replayed").GetInt32().Should().Be(8);
        Revisions(first)[0].Should().Be("OLD1", "what did not change is part of the state");
        var seen = Revisions(first).Skip(1).ToList();
        while (seen.Count < expected.Count)
        {
            (await again.NextAsync()).Should().Be(TimeSpan.Zero, "what was missed is not paced");
            seen.AddRange(Revisions(StreamReader.Json(again.Current)));
        }

        seen.Should().Equal(expected);
        await again.NextAsync();
        Revisions(StreamReader.Json(again.Current)).Should().BeEmpty();
    }

    [Fact]
    public async Task Resume_WhatTheStoreGaveUpByItsAge_IsPassedOverWithoutAskingForEach()
    {
        _city.Table.Restore([], 100);
        _city.Table.OnAlerts([PushCity.Transition(101, "A")]);
        await using var reader = Open(new LiveRequest(Cursor: "old.1.0.1"));
        await reader.NextAsync();
        var seen = Revisions(StreamReader.Json(reader.Current));
        while (seen.Count == 0)
        {
            await reader.NextAsync();
            seen = Revisions(StreamReader.Json(reader.Current));
        }

        seen.Should().Equal("A1");
        _city.Store.Reads.Should().BeLessThan(20, "a frame looks at eight changes and asks once");
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("e1-0.1.2")]
    [InlineData("e1.1.99999.1")]
    [InlineData("")]
    public async Task Resume_CursorThatIsNotOurs_IsAPlainReset(string cursor)
    {
        _city.Change("A");
        await using var reader = Open(new LiveRequest(Cursor: cursor));
        await reader.NextAsync();
        reader.Current.Reset.Should().BeTrue();
        reader.Current.Replayed.Should().BeNull();
        Revisions(StreamReader.Json(reader.Current)).Should().Equal("A1");
    }

    [Fact]
    public async Task Filters_ZonesWithDescendantsKindsAndDevices_HoldTogether()
    {
        _city.Table.OnWindows([PushCity.Window(1, 0, 0, 60_000, 1), PushCity.Window(1, 1, 2, 60_000, 1)]);
        _city.Change("EAST", zone: "e2");
        _city.Change("WEST", zone: "w1");
        _city.Change("AIR", zone: "e1", kind: "air", device: "air-1");
        await using var reader = Open(new LiveRequest(Zones: ["east"], Kinds: ["camera"]));
        await reader.NextAsync();
        var frame = StreamReader.Json(reader.Current);
        Ids(frame).Should().Equal("cam-1", "cam-2");
        frame.GetProperty("zones").EnumerateArray().Select(z => z.GetProperty("id").GetString()).Should().Equal("east", "e1", "e2");
        frame.GetProperty("zones")[0].GetProperty("values").EnumerateObject().Select(v => v.Name).Should().Equal("camera.vehicles");
        Revisions(frame).Should().Equal("EAST1");

        await using var one = Open(new LiveRequest(Devices: ["air-2"], Include: ["devices"]));
        await one.NextAsync();
        frame = StreamReader.Json(one.Current);
        Ids(frame).Should().Equal("air-2");
        frame.GetProperty("zones").GetArrayLength().Should().Be(0);
        frame.GetProperty("alerts").GetArrayLength().Should().Be(0);
    }

    [Fact]
    public async Task Filters_DeviceThatAppearsLaterInANewZone_IsShown()
    {
        await using var reader = Open(new LiveRequest(Zones: ["prov"]));
        await reader.NextAsync();
        _city.Registry.Register("new-ward", "new-kind", "dev-9", TimeSpan.FromSeconds(5));
        _city.Say("dev-9", 1000, "x", 1);
        await reader.NextAsync();
        Ids(StreamReader.Json(reader.Current)).Should().Equal("dev-9");
    }

    [Fact]
    public async Task AlertsOnly_SendsAlertChangesOfASeverityAndNothingElse()
    {
        _city.Change("MINOR", severity: Severity.Minor);
        var requests = new LiveRequests(_city.Registry, _city.Options);
        await using var reader = Open(requests.Plan(new AlertsRequest(MinSeverity: "major"), null, _epoch));
        await reader.NextAsync();
        Revisions(StreamReader.Json(reader.Current)).Should().BeEmpty();
        _city.Say("air-1", 1000, "pm25", 1);
        _time.Advance(TimeSpan.FromSeconds(10));
        (await reader.TryNextAsync()).Should().BeFalse();
        _city.Change("MAJOR");
        reader.Stream.Wake();
        (await reader.NextAsync()).Should().Be(TimeSpan.Zero);
        Revisions(StreamReader.Json(reader.Current)).Should().Equal("MAJOR1");
    }

    [Fact]
    public async Task Walls_OfOneFilter_ShareWhatWasEncoded()
    {
        var reader = new ChangeReader(_city.Table, _city.Registry, _time);
        using var shared = new SharedChanges(reader, new LiveFilter(_city.Registry), LiveInclude.Devices, _city.Options, _time);
        var first = await shared.GetAsync(-1, default);
        (await shared.GetAsync(-1, default)).Should().BeSameAs(first);
        _city.Say("air-1", 1000, "pm25", 1);
        var change = await shared.GetAsync(first.To, default);
        _city.Say("air-1", 2000, "pm25", 2);
        (await shared.GetAsync(first.To, default)).Should().BeSameAs(change, "it was read this moment");
        (await shared.GetAsync(change.To, default)).Should().BeSameAs(change, "it starts before and ends at this wall's cursor");
        _time.Advance(_city.Options.ShareChangesFor);
        (await shared.GetAsync(change.To, default)).To.Should().BeGreaterThan(change.To);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1024 * 1024, false)]
    public async Task Walls_ThatComeOneAfterTheOther_ShareAWholeStateOnlyWhereItIsLarge(long large, bool isShared)
    {
        _city.Options.LargeSnapshot = large;
        using var shared = new SharedChanges(
            new ChangeReader(_city.Table, _city.Registry, _time), new LiveFilter(_city.Registry), LiveInclude.Devices, _city.Options, _time);
        var first = await shared.GetAsync(-1, default);
        _city.Say("air-1", 1000, "pm25", 1);
        _time.Advance(_city.Options.ShareChangesFor);
        ((await shared.GetAsync(-1, default)).To == first.To).Should().Be(isShared);
        _time.Advance(_city.Options.ShareSnapshotsFor);
        (await shared.GetAsync(-1, default)).To.Should().BeGreaterThan(first.To);
    }

    [Fact]
    public async Task Walls_ThatLagBehindFromPlacesOfTheirOwn_AreServedByOneWalk()
    {
        var reader = new ChangeReader(_city.Table, _city.Registry, _time);
        using var shared = new SharedChanges(reader, new LiveFilter(_city.Registry), LiveInclude.Devices, _city.Options, _time);
        var places = new List<long>();
        for (var i = 0; i < 50; i++)
        {
            places.Add(_city.Table.Version);
            _city.Say("air-1", 1000 + i, "pm25", i);
        }

        // Whoever has its turn first reads for all who wait; who comes later is served by the same or a later one.
        var sets = await Task.WhenAll(places.Select(from => Task.Run(() => shared.GetAsync(from, default).AsTask())));
        sets.Zip(places).Should().OnlyContain(s => s.First.From <= s.Second && s.First.To == _city.Table.Version);
    }

    [Fact]
    public void Changes_OfADeviceThatSpokeThreeTimes_CountTwoOvertaken()
    {
        var reader = new ChangeReader(_city.Table, _city.Registry, _time);
        var from = _city.Table.Version;
        _city.Say("cam-1", 1000, "vehicles", 1);
        _city.Say("air-1", 1000, "pm25", 1);
        _city.Say("cam-1", 2000, "vehicles", 2);
        _city.Say("cam-1", 3000, "vehicles", 3);

        reader.Read(new LiveFilter(_city.Registry), LiveInclude.Devices, from).Overtaken.Should().Be(2);
        reader.Read(new LiveFilter(_city.Registry, kinds: ["air"]), LiveInclude.Devices, from).Overtaken.Should().Be(0, "cameras are not in sight");
    }

    [Fact]
    public void Changes_BeyondTheLog_AreFoundByAWalkOverAllDevices()
    {
        var city = new PushCity(new LivePushOptions { ChangeLogSize = 1024 });
        var reader = new ChangeReader(city.Table, city.Registry, _time);
        var filter = new LiveFilter(city.Registry);
        var from = city.Table.Version;
        for (var i = 0; i < 3000; i++)
        {
            city.Say("cam-1", i, "vehicles", i % 10);
        }

        city.Say("air-2", 1000, "pm25", 1);
        Ids(reader.Read(filter, LiveInclude.Devices, from)).Should().Equal("air-2", "cam-1");
        Ids(reader.Read(filter, LiveInclude.Devices, city.Table.Version - 2)).Should().Equal("cam-1", "air-2");

        static IEnumerable<string?> Ids(ChangeSet set) =>
            PushCity.Parse(set.Devices).EnumerateArray().Select(d => d.GetProperty("id").GetString());
    }

    private StreamReader Open(LiveRequest request, PushCity? city = null) =>
        Open(new LiveRequests((city ?? _city).Registry, _city.Options).Plan(request, null, _epoch), city);

    private StreamReader Open(LiveStreamPlan plan, PushCity? city = null)
    {
        city ??= _city;
        var services = new LiveStreamServices(city.Table, new AlertFeed(city.Table, city.Store, city.Options),
            new IndicatorFeed(city.Indicators, new IndicatorEncoder(city.Registry)), _ages, city.Options, new PushMetrics(new TestMeters()), _time,
            new FirstFrameGate(city.Options, _time));
        var changes = new SharedChanges(
            new ChangeReader(city.Table, city.Registry, _time), plan.Filter, plan.Include, city.Options, _time);
        return new StreamReader(new LiveStream(services, plan, changes, new StreamsOfConnection(), () => _cuts.Add("cut")), _time);
    }

    private static IEnumerable<string?> Ids(JsonElement frame) =>
        frame.GetProperty("devices").EnumerateArray().Select(d => d.GetProperty("id").GetString());

    private static List<string> Revisions(JsonElement frame) =>
        [.. frame.GetProperty("alerts").EnumerateArray().Select(a => $"{a.GetProperty("id")}{a.GetProperty("revision")}")];
}
