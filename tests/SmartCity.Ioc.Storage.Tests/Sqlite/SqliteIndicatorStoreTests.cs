using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Storage.Tests.Sqlite;

public sealed class SqliteIndicatorStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteIndicatorStore _store;

    public SqliteIndicatorStoreTests() => _store = Open();

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Observation_PutAgain_ReplacesAndTheEarlierStaysAfterReopening()
    {
        var first = Observation("beds", 100, 90) with { Note = "ca sáng", From = "::1" };
        var second = Observation("beds", 100, 91) with { By = "binh", Numerator = 91, Denominator = 100 };
        _store.Put([first]).Should().Equal((first, IndicatorPut.Created));
        _store.Put([second]).Should().Equal((second with { Revision = 2 }, IndicatorPut.Replaced));
        _store.Put([second with { By = "chi" }]).Should().Equal((second with { Revision = 2 }, IndicatorPut.Unchanged));
        Reopen();
        _store.List("beds", 0, 200, 10).Should().Equal(second with { Revision = 2 });
        _store.Replaced("beds", 0, 200).Should().Equal(first);
        _store.Put([first]).Single().Stored.Revision.Should().Be(3);
    }

    [Fact]
    public void List_IsASpanNewestFirst_OfOneIndicator()
    {
        _store.Put([Observation("beds", 100, 1), Observation("beds", 200, 2), Observation("beds", 300, 3), Observation("other", 150, 9)]);
        _store.List("beds", 100, 300, 10).Select(o => o.Value).Should().Equal(2, 1);
        _store.List("beds", 0, 1000, 2).Select(o => o.Value).Should().Equal(3, 2);
        _store.Newest().Select(o => (o.Indicator, o.Value)).Should().Equal(("beds", 3), ("other", 9));
    }

    [Fact]
    public void Board_AfterARestart_ShowsTheNewestAndForgetsWhatTheCityDroppedFromItsFile()
    {
        _store.Put([Observation("beds", 100, 80), Observation("gone", 100, 1)]);
        Reopen();
        var board = new IndicatorBoard(new CityRegistry(SmallCity.Create()), _store);
        board.Find("beds")!.Status.Should().Be(IndicatorStatus.Good);
        board.Find("on-time")!.Status.Should().Be(IndicatorStatus.Unknown);
        board.Find("gone").Should().BeNull();
        board.Put([Observation("beds", 50, 99)]);
        board.Find("beds")!.Newest!.Value.Should().Be(80, "a late observation of an earlier time is history");
    }

    [Fact]
    public void File_Corrupt_IsMovedAsideAndANewOneBegun()
    {
        _store.Put([Observation("beds", 100, 80)]);
        _store.Dispose();
        File.WriteAllText(_folder.Combine("indicators.db"), new string('x', 10_000));
        _store = Open();
        _store.Newest().Should().BeEmpty();
        _store.Put([Observation("beds", 100, 80)]).Single().Outcome.Should().Be(IndicatorPut.Created);
        Directory.GetFiles(Path.GetDirectoryName(_folder.Combine("x"))!, "indicators.db.corrupt-*").Should().NotBeEmpty();
    }

    private static IndicatorObservation Observation(string indicator, long time, double value) => new(indicator, time, value, null, "an", null, 50);

    private void Reopen()
    {
        _store.Dispose();
        _store = Open();
    }

    private SqliteIndicatorStore Open() => new(_folder.Combine("indicators.db"), TimeProvider.System, NullLogger<SqliteIndicatorStore>.Instance);
}
