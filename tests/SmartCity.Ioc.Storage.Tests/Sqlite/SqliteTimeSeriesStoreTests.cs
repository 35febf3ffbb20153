using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Storage.Files;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Storage.Tests.TimeSeries;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.Sqlite;

public sealed class SqliteTimeSeriesStoreTests : TimeSeriesStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private SqliteTimeSeriesStore _store;

    public SqliteTimeSeriesStoreTests() => _store = Open(_folder.Combine("history.db"));

    protected override ITimeSeriesStore Store => _store;

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Store_Reopened_StillHasEverything()
    {
        await WriteAsync([Reading("air-1", 0, ("pm25", 1))], [Device("air-1", "pm25", Window(0, 0, count: 1))]);
        Reopen();
        await WriteAsync([Reading("air-1", 1, ("pm25", 2))]);
        (await ReadAsync("air-1", "pm25")).Select(p => p.Value).Should().Equal(1, 2);
        (await ReadWindowsAsync(AggregateScope.Device, "air-1", "pm25")).Should().ContainSingle();
    }

    [Fact]
    public async Task Window_OfALowerRevision_NeverReplacesAHigherOne()
    {
        await WriteAsync(aggregates: [Device("cam-1", "vehicles", Window(0, 2, count: 5))]);
        await WriteAsync(aggregates: [Device("cam-1", "vehicles", Window(0, 1, count: 4)), Device("cam-1", "vehicles", Window(0, 0, count: 3))]);
        (await ReadWindowsAsync(AggregateScope.Device, "cam-1", "vehicles")).Should().Equal(Window(0, 2, count: 5));
    }

    [Fact]
    public async Task Retention_OverManySlices_TakesThemAll()
    {
        await WriteAsync([.. Enumerable.Range(0, 12_345).Select(i => Reading("air-1", i, ("pm25", i)))]);
        var deleted = await Store.DeleteBeforeAsync(Start + (12_000 * Second), new Dictionary<long, long>(), [], CancellationToken.None);
        deleted.Should().Be(12_000);
        (await ReadAsync("air-1", "pm25")).Should().HaveCount(345);
    }

    [Fact]
    public async Task Reader_InTheMiddle_SeesOneStateWhileTheWriterGoesOn()
    {
        await WriteAsync([.. Enumerable.Range(0, 100).Select(i => Reading("air-1", i, ("pm25", i)))]);
        var seen = 0;
        await foreach (var _ in Store.ReadReadingsAsync("air-1", "pm25", 0, long.MaxValue, CancellationToken.None))
        {
            if (seen++ == 0)
            {
                await WriteAsync([.. Enumerable.Range(100, 100).Select(i => Reading("air-1", i, ("pm25", i)))]);
            }
        }

        seen.Should().Be(100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public async Task File_Corrupt_IsMovedAsideAndANewOneBegun(int at)
    {
        await WriteAsync([.. Enumerable.Range(0, 5000).Select(i => Reading("air-1", i, ("pm25", i)))]);
        _store.Dispose();
        var path = _folder.Combine("history.db");
        var bytes = await File.ReadAllBytesAsync(path);
        Array.Fill(bytes, (byte)0x5A, at, bytes.Length - at);
        await File.WriteAllBytesAsync(path, bytes);

        _store = Open(path);
        var writing = () => WriteAsync([Reading("air-2", 1, ("pm25", 7))]);
        try
        {
            await writing();
        }
        catch (StoreUnavailableException)
        {
            // Found only when the damaged page was touched: the writer tries again, as it does after any failure.
            await writing();
        }

        (await ReadAsync("air-2", "pm25")).Should().ContainSingle();
        Directory.GetFiles(_folder.Path, "history.db.corrupt-*").Should().NotBeEmpty();
    }

    [Fact]
    public void File_OfANewerVersion_IsRefusedWithTheReason()
    {
        _store.Dispose();
        using (var connection = new SqliteConnection($"Data Source={_folder.Combine("history.db")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        var opening = () => Open(_folder.Combine("history.db"));
        opening.Should().Throw<NewerFormatException>().WithMessage("*schema 99*");
    }

    [SkippableFact]
    public async Task Disk_Full_IsUnavailableAndThenGoesOn()
    {
        await using var disk = await SmallDisk.MountAsync(2048);
        using var store = Open(Path.Combine(disk.Path, "history.db"));
        var batch = new PointBatch([.. Enumerable.Range(0, 5000).Select(i => Reading($"air-{i}", i, ("pm25", i)))], [], []);
        var small = new PointBatch([Reading("air-1", 0, ("pm25", 1))], [], []);
        await store.WriteAsync(small, CancellationToken.None);
        var filler = disk.Fill();
        var writing = async () => await store.WriteAsync(batch, CancellationToken.None);
        (await writing.Should().ThrowAsync<StoreUnavailableException>()).WithMessage("*full*");
        File.Delete(filler);
        (await store.WriteAsync(batch, CancellationToken.None)).Written.Should().Be(5000);
    }

    private static SqliteTimeSeriesStore Open(string path) => new(path, TimeProvider.System, NullLogger<SqliteTimeSeriesStore>.Instance);

    private void Reopen()
    {
        _store.Dispose();
        _store = Open(_folder.Combine("history.db"));
    }
}
