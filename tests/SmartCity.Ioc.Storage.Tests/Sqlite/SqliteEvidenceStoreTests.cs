using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Evidence;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.Sqlite;

public sealed class SqliteEvidenceStoreTests : IDisposable
{
    private static readonly EvidenceHold OfEast = new("ev-1", AggregateScope.Zone, "east", 100, 200, 1000, "điều tra", "an", 50, null);

    private readonly TemporaryFolder _folder = new();
    private readonly CityRegistry _registry = new(SmallCity.Create());
    private SqliteEvidenceStore _store;

    public SqliteEvidenceStoreTests() => _store = Open();

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Hold_ChangedAndReopened_IsThereWithItsAudit()
    {
        _store.Add(OfEast, ["cam-1"], new EvidenceAct("ev-1", 50, "an", "created", "điều tra"));
        _store.Change(OfEast with { ReleasedNanos = 70 }, new EvidenceAct("ev-1", 70, "binh", "released", null));
        _store.Note(new EvidenceAct("ev-1", 80, "an", "exported", "x"));
        _store.Dispose();
        _store = Open();
        _store.Find("ev-1").Should().Be(OfEast with { ReleasedNanos = 70 });
        _store.Find("ev-2").Should().BeNull();
        _store.List().Should().ContainSingle();
        _store.ActsOf("ev-1").Select(a => (a.By, a.Action, a.Note)).Should().Equal(("an", "created", "điều tra"), ("binh", "released", null), ("an", "exported", "x"));
    }

    [Fact]
    public void Zone_Held_HoldsItsDevicesAndZonesAndThoseThatComeLater()
    {
        var spans = new HeldSpans(_store, _registry);
        _store.Add(OfEast, ["left-before"], new EvidenceAct("ev-1", 50, "an", "created", null));
        spans.Active(999).Select(s => $"{s.Scope}:{s.Owner}").Should().BeEquivalentTo(
            "Device:left-before", "Device:air-1", "Device:cam-1", "Device:cam-2", "Zone:east", "Zone:e1", "Zone:e2");
        _registry.Register("e2", "camera", "cam-9", TimeSpan.FromSeconds(1));
        spans.Active(999).Should().Contain(new HeldSpan(AggregateScope.Device, "cam-9", 100, 200));
        _store.DevicesOf("ev-1").Should().Contain("cam-9");
        spans.Active(1000).Should().BeEmpty("its end has come");
    }

    [Fact]
    public void Holds_LostWithADamagedFile_StopRetention()
    {
        _store.Add(OfEast, [], new EvidenceAct("ev-1", 50, "an", "created", null));
        _store.Dispose();
        var path = _folder.Combine("evidence.db");
        File.WriteAllBytes(path, [.. Enumerable.Repeat((byte)0x5A, 8192)]);
        _store = Open();
        var asking = () => new HeldSpans(_store, _registry).Active(999);
        asking.Should().Throw<StoreUnavailableException>().WithMessage("*Holds were lost*");
        File.Delete(Directory.GetFiles(_folder.Path, "evidence.db.corrupt-*").Single(f => !f.EndsWith("-wal", StringComparison.Ordinal) && !f.EndsWith("-shm", StringComparison.Ordinal)));
        foreach (var rest in Directory.GetFiles(_folder.Path, "evidence.db.corrupt-*"))
        {
            File.Delete(rest);
        }

        asking().Should().BeEmpty();
    }

    [Theory]
    [InlineData(100, 0, "", "..100")]
    [InlineData(100, 0, "20-30", "..20 30..100")]
    [InlineData(100, 5, "20-30", "..15 30..100")]
    [InlineData(100, 0, "20-30 25-40 40-50", "..20 50..100")]
    [InlineData(100, 0, "20-90 30-40", "..20 90..100")]
    [InlineData(100, 0, "90-200", "..90")]
    [InlineData(100, 0, "200-300 10-20", "..10 20..100")]
    public void Around_Spans_IsWhatNoneCovers(long before, long length, string spans, string expected)
    {
        var held = spans.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(s => s.Split('-')).Select(p =>
            new HeldSpan(AggregateScope.Device, "a", long.Parse(p[0], System.Globalization.CultureInfo.InvariantCulture), long.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture)));
        string.Join(' ', HeldSpan.Around(held, before, length).Select(g => $"{(g.FromNanos == long.MinValue ? "" : g.FromNanos)}..{g.ToNanos}")).Should().Be(expected);
    }

    private SqliteEvidenceStore Open() => new(_folder.Combine("evidence.db"), TimeProvider.System, NullLogger<SqliteEvidenceStore>.Instance);
}
