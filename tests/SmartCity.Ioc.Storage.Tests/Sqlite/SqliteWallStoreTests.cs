using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Storage.Tests.Sqlite;

public sealed class SqliteWallStoreTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder _folder = new();
    private SqliteWallStore _store;

    public SqliteWallStoreTests() => _store = Open();

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Walls_AsTheyWereSavedLast_AreThereAfterReopening()
    {
        var left = new KnownWall("left", "flood", "10.0.0.5", 1920, 1080, Noon, Noon.AddMinutes(5), new WallOrder("traffic", "an", Noon));
        var right = new KnownWall("right", null, null, 0, 0, Noon, Noon, null, new WallRetirement("binh", Noon, "sửa phòng"));
        _store.Save([left with { Order = null }, right, right with { Id = "gone" }], []);
        _store.Save([left], ["gone"]);
        Reopen();
        _store.Read().Should().Equal(left, right);
    }

    [Fact]
    public void Acts_OfAWall_AreNewestFirstAndStayWhenItIsForgotten()
    {
        var wall = new KnownWall("left", null, null, 0, 0, Noon, Noon);
        var sent = new WallAct("left", Noon, "sent", "an", "::1", "flood");
        var retired = new WallAct("left", Noon.AddHours(1), "retired", "binh", null, null);
        _store.Save([wall], [], sent);
        _store.Save([wall], [], retired);
        _store.Save([], ["left"], new WallAct("right", Noon, "sent", "an", null, "flood"));
        Reopen();
        _store.Acts("left", 10).Should().Equal(retired, sent);
        _store.Acts("left", 1).Should().Equal(retired);
    }

    private void Reopen()
    {
        _store.Dispose();
        _store = Open();
    }

    private SqliteWallStore Open() => new(_folder.Combine("walls.db"), TimeProvider.System, NullLogger<SqliteWallStore>.Instance);
}
