using System.Text.Json;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Time;

namespace SmartCity.Ioc.Push.Tests.Streams;

public class SlowLineTests
{
    private readonly PushCity _city = new(new LivePushOptions { AlertsPerFrame = 3 });
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task FirstFrame_NotPaintedYet_HoldsTheNextBack_ExceptAFewAlerts()
    {
        AddDevices(3000);
        await using var reader = Open(new LiveRequest(Acks: true));
        await reader.NextAsync();
        var first = reader.Current.Cursor;
        for (var i = 1; i <= 12; i++)
        {
            _city.Say("air-1", i * 1000, "pm25", i);
            _time.Advance(TimeSpan.FromMilliseconds(250));
            (await reader.TryNextAsync()).Should().BeFalse("the line has enough to carry");
        }

        _city.Change("A");
        reader.Stream.Wake();
        (await reader.NextAsync()).Should().Be(TimeSpan.Zero);
        Ids(reader, "alerts").Should().Equal("A");
        Ids(reader, "devices").Should().BeEmpty();

        reader.Stream.Acknowledge(first);
        (await reader.NextAsync()).Should().Be(TimeSpan.Zero);
        Json(reader).GetProperty("devices")[0].GetProperty("values").GetProperty("pm25").GetDouble().Should().Be(12);
    }

    [Fact]
    public async Task Zones_MoreThanTheLineCarries_GoInTurns_AndACursorBetweenMissesNone()
    {
        for (var i = 0; i < 400; i++)
        {
            _city.Registry.Register($"zone-{i}", "air", $"dev-{i}", TimeSpan.FromSeconds(10));
        }

        _city.Say("air-1", 1, "pm25", 1);
        string between;
        var zones = _city.Registry.Zones.Count;
        var seen = new HashSet<string?>();
        await using (var reader = Open(new LiveRequest(Acks: true, Include: ["zones"])))
        {
            await reader.NextAsync();
            _time.Advance(TimeSpan.FromSeconds(10));
            reader.Stream.Acknowledge(reader.Current.Cursor);
            _city.Table.OnWindows([.. Enumerable.Range(0, zones).Select(z => PushCity.Window(z, 0, 0, 60_000, 12.5))]);
            await reader.NextAsync();
            var part = Ids(reader, "zones").ToList();
            part.Count.Should().BeInRange(10, zones - 10);
            seen.UnionWith(part);
            between = reader.Current.Cursor;
            while (seen.Count < zones)
            {
                reader.Stream.Acknowledge(reader.Current.Cursor);
                await reader.NextAsync();
                part = [.. Ids(reader, "zones")];
                part.Should().NotBeEmpty().And.OnlyContain(id => seen.Add(id), "each comes once in a round");
            }

            reader.Stream.Acknowledge(reader.Current.Cursor);
            await reader.NextAsync();
            Ids(reader, "zones").Should().BeEmpty();
        }

        await using var again = Open(new LiveRequest(Acks: true, Include: ["zones"], Cursor: between));
        await again.NextAsync();
        again.Current.Reset.Should().BeFalse();
        Ids(again, "zones").Should().HaveCount(zones);
    }

    [Fact]
    public async Task Zone_HoldsTheFiguresThatChanged()
    {
        _city.Table.OnWindows([PushCity.Window(3, 0, 0, 60_000, 1), PushCity.Window(3, 1, 2, 60_000, 1)]);
        await using var reader = Open(new LiveRequest(Include: ["zones"]));
        await reader.NextAsync();
        _city.Table.OnWindows([PushCity.Window(3, 0, 0, 120_000, 2)]);
        await reader.NextAsync();
        var zone = Json(reader).GetProperty("zones").EnumerateArray().Should().ContainSingle().Subject;
        zone.GetProperty("values").EnumerateObject().Select(v => v.Name).Should().Equal("air.pm25");
        zone.GetProperty("alerts").EnumerateObject().Should().HaveCount(4);
    }

    [Fact]
    public async Task OpenAlerts_ComeInParts_TheWorstFirst_AndChangesBetweenAreNeitherMissedNorUndone()
    {
        Raise();
        await using var reader = Open(new LiveRequest(Include: ["alerts"]));
        await reader.NextAsync();
        Alerts(reader).Should().Equal("C6 1", "C7 1", "M3 1");

        // One that was sent, one that is owed, one that is owed and ends, one that is new.
        _city.Change("C6", AlertState.Acknowledged, severity: Severity.Critical, revision: 2);
        _city.Change("M4", AlertState.Acknowledged, severity: Severity.Major, revision: 2);
        _city.Change("I0", AlertState.Closed, severity: Severity.Info, revision: 2);
        _city.Change("N", severity: Severity.Critical);
        var rest = new List<string>();
        for (var quiet = false; !quiet; rest.AddRange(Alerts(reader)))
        {
            await reader.NextAsync();
            reader.Current.Reset.Should().BeFalse();
            quiet = Alerts(reader).Count == 0;
        }

        rest.Should().BeEquivalentTo("C6 2", "M4 2", "I0 2", "N 1", "M5 1", "I1 1", "I2 1");
    }

    [Fact]
    public async Task OpenAlerts_ACursorBetweenTheParts_GivesThemAllAgain_AndEveryChangeOnce()
    {
        Raise();
        string between;
        await using (var reader = Open(new LiveRequest(Include: ["alerts"])))
        {
            await reader.NextAsync();
            between = reader.Current.Cursor;
        }

        _city.Change("M4", AlertState.Closed, severity: Severity.Major, revision: 2);
        _city.Change("C6", AlertState.Acknowledged, severity: Severity.Critical, revision: 2);
        await using var again = Open(new LiveRequest(Include: ["alerts"], Cursor: between));
        await again.NextAsync();
        again.Current.Reset.Should().BeTrue("the parts that are missing are not changes");
        again.Current.Replayed.Should().Be(2);
        var seen = Alerts(again);
        seen.TakeLast(2).Should().Equal("M4 2", "C6 2");
        for (var quiet = false; !quiet; seen.AddRange(Alerts(again)))
        {
            await again.NextAsync();
            quiet = Alerts(again).Count == 0;
        }

        seen.Should().BeEquivalentTo("C7 1", "M3 1", "M5 1", "M4 2", "C6 2", "I0 1", "I1 1", "I2 1");

        await using var whole = Open(new LiveRequest(Include: ["alerts"], Cursor: again.Current.Cursor));
        await whole.NextAsync();
        whole.Current.Reset.Should().BeFalse("everything was sent");
        Alerts(whole).Should().BeEmpty();
    }

    private void Raise()
    {
        for (var i = 0; i < 8; i++)
        {
            var severity = i < 3 ? Severity.Info : i < 6 ? Severity.Major : Severity.Critical;
            _city.Change($"{severity.ToString()[0]}{i}", severity: severity);
        }
    }

    private void AddDevices(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _city.Registry.Register("e1", "air", $"air-x{i:00000}", TimeSpan.FromSeconds(10));
        }

        _city.Say("air-1", 1, "pm25", 1);
    }

    private StreamReader Open(LiveRequest request)
    {
        var plan = new LiveRequests(_city.Registry, _city.Options).Plan(request, null, "e1");
        var services = new LiveStreamServices(_city.Table, new AlertFeed(_city.Table, _city.Store, _city.Options),
            new IndicatorFeed(_city.Indicators, new IndicatorEncoder(_city.Registry)), new FixedAges(), _city.Options, new PushMetrics(new TestMeters()), _time);
        var changes = new SharedChanges(new ChangeReader(_city.Table, _city.Registry, _time), plan.Filter, plan.Include, _city.Options, _time);
        return new StreamReader(new LiveStream(services, plan, changes, () => { }), _time);
    }

    private static JsonElement Json(StreamReader reader) => StreamReader.Json(reader.Current);

    private static IEnumerable<string?> Ids(StreamReader reader, string lane) =>
        Json(reader).GetProperty(lane).EnumerateArray().Select(d => d.GetProperty("id").GetString());

    private static List<string> Alerts(StreamReader reader) =>
        [.. Json(reader).GetProperty("alerts").EnumerateArray().Select(a => $"{a.GetProperty("id")} {a.GetProperty("revision")}")];
}
