using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Storage.Backup;
using SmartCity.Ioc.Storage.Checkpoints;
using SmartCity.Ioc.Storage.Files;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Storage.Tests.Journals;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Tests.Backup;

public sealed class DataSnapshotTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly TemporaryFolder _copy = new();
    private readonly TemporaryFolder _scratch = new();
    private readonly JournalUnderTest _inputs;
    private readonly JournalUnderTest _outputs;
    private readonly FileCheckpointStore _checkpoints;
    private readonly SqliteTimeSeriesStore _history;

    public DataSnapshotTests()
    {
        _inputs = Journal("inputs");
        _outputs = Journal("outputs");
        _checkpoints = new FileCheckpointStore(_data.Combine("checkpoints"), NullLogger<FileCheckpointStore>.Instance);
        _history = new SqliteTimeSeriesStore(_data.Combine("history.db"), TimeProvider.System, NullLogger<SqliteTimeSeriesStore>.Instance);
        _inputs.Write("one", "two");
        _outputs.Write("point");
        _outputs.Journal.StorePosition("time-series", _outputs.Journal.End, [7]);
    }

    public void Dispose()
    {
        _history.Dispose();
        _inputs.Dispose();
        _outputs.Dispose();
        _data.Dispose();
        _copy.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task Snapshot_OfADirectoryInUse_OpensAsWhatItWas()
    {
        Save("state");
        await StoreAsync(5);
        Directory.CreateDirectory(_data.Combine("mqtt"));
        await File.WriteAllTextAsync(_data.Combine("mqtt/sessions-00000001.log"), "sessions");
        Directory.CreateDirectory(_data.Combine("logs"));
        await File.WriteAllTextAsync(_data.Combine("logs/ioc.log"), "log");
        await File.WriteAllTextAsync(_data.Combine("history.db.corrupt-20260101T000000"), "aside");
        var mark = Take();

        mark.Checkpoint.Should().Be(_inputs.Journal.End);
        mark.Formats.Should().BeEquivalentTo(new Dictionary<string, int>
        {
            ["checkpoint"] = 1,
            ["journal"] = 1,
            ["journal-points"] = 2,
            ["journal-position"] = 2,
            ["history.db"] = TimeSeriesSchema.Migrations.Count,
        });
        Directory.GetFiles(_copy.Path, "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_copy.Path, path)).Order().Should().Equal(
            "checkpoints/000000000001.checkpoint", "history.db", "inputs/00000000000000000000.journal", "mqtt/sessions-00000001.log",
            "outputs/00000000000000000000.journal", "outputs/time-series.position");
        using var inputs = new JournalUnderTest(directory: _copy.Combine("inputs"));
        inputs.ReadAll().Should().Equal("one", "two");
        using var outputs = new JournalUnderTest(directory: _copy.Combine("outputs"));
        outputs.Journal.LoadPosition("time-series").Should().Be(outputs.Journal.End);
        outputs.Journal.LoadNote("time-series").ToArray().Should().Equal(7);
        using var checkpoint = new FileCheckpointStore(_copy.Combine("checkpoints"), NullLogger<FileCheckpointStore>.Instance).OpenNewest()!;
        checkpoint.Mark.Inputs.Should().Be(inputs.Journal.End);
        using var history = new SqliteTimeSeriesStore(_copy.Combine("history.db"), TimeProvider.System, NullLogger<SqliteTimeSeriesStore>.Instance);
        (await history.ReadReadingsAsync("air-1", "pm25", 0, 10, default).ToListAsync()).Should().ContainSingle().Which.Value.Should().Be(5);
    }

    [Fact]
    public void Inputs_ThatComeWhileItIsTaken_AreInItWhenAnythingMadeOfThemCanBe()
    {
        Save("state");
        Take(name =>
        {
            if (name == "history.db")
            {
                _inputs.Write("three");
            }
        });
        using var inputs = new JournalUnderTest(directory: _copy.Combine("inputs"));
        inputs.ReadAll().Should().Equal("one", "two", "three");
    }

    [Fact]
    public void Segments_DeletedWhileItIsTaken_AreInItNevertheless()
    {
        Save("state");
        Take(name =>
        {
            if (name.StartsWith("checkpoints/", StringComparison.Ordinal))
            {
                File.Delete(_inputs.Files[0]);
            }
        });
        using var inputs = new JournalUnderTest(directory: _copy.Combine("inputs"));
        inputs.ReadAll().Should().Equal("one", "two");
    }

    [Fact]
    public void Checkpoint_Torn_GivesWayToTheOneBefore()
    {
        Save("first");
        var first = _inputs.Journal.End;
        _inputs.Write("three");
        Save("second");
        using (var torn = File.OpenWrite(_data.Combine("checkpoints/000000000002.checkpoint")))
        {
            torn.SetLength(torn.Length - 1);
        }

        Take().Checkpoint.Should().Be(first);
        Directory.GetFiles(_copy.Combine("checkpoints")).Should().ContainSingle().Which.Should().EndWith("1.checkpoint");
    }

    [Fact]
    public void Inputs_MissingBehindTheCheckpoint_AreNoBackup()
    {
        Save("state");
        _inputs.Write("three");
        _inputs.Dispose();
        File.Delete(_inputs.Files[0]);
        this.Invoking(test => test.Take()).Should().Throw<IOException>().WithMessage("The inputs behind the newest checkpoint are missing*");
    }

    [Fact]
    public async Task Database_Damaged_IsNamed()
    {
        for (var i = 0; i < 2000; i++)
        {
            await StoreAsync(i);
        }

        _history.Dispose();
        using (var file = new FileStream(_data.Combine("history.db"), FileMode.Open))
        {
            file.Position = 8192;
            file.Write(new byte[4096]);
        }

        this.Invoking(test => test.Take()).Should().Throw<InvalidDataException>().WithMessage("*history.db' is damaged*");
    }

    [Fact]
    public void Directory_OfANewerServerOrOfNone_IsSaidByName()
    {
        var other = () => DataSnapshot.Take(_copy.Path, _scratch.Path, TimeProvider.System, (_, _) => { }, default);
        other.Should().Throw<IOException>().WithMessage("*is not the data directory of a server*");
        using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_data.Combine("history.db")};Pooling=false");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA user_version = 99";
        command.ExecuteNonQuery();
        this.Invoking(test => test.Take()).Should().Throw<NewerFormatException>().WithMessage("*history.db' has schema 99*");
    }

    private JournalUnderTest Journal(string name) => new(directory: Directory.CreateDirectory(_data.Combine(name)).FullName);

    private void Save(string state) => _checkpoints.Save(
        new CheckpointMark(_inputs.Journal.End, _outputs.Journal.End), stream => stream.Write(Encoding.UTF8.GetBytes(state)));

    private async Task StoreAsync(int i) => await _history.WriteAsync(
        new PointBatch([new ReadingsPoint("z", "air", "air-1", i, [new("pm25", i)])], [], []), default);

    private SnapshotMark Take(Action<string>? seen = null) => DataSnapshot.Take(_data.Path, _scratch.Path, TimeProvider.System, (name, content) =>
    {
        seen?.Invoke(name);
        Directory.CreateDirectory(Path.GetDirectoryName(_copy.Combine(name))!);
        using var file = File.Create(_copy.Combine(name));
        content.CopyTo(file);
    }, default);
}
