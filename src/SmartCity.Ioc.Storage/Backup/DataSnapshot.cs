using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Storage.Checkpoints;
using SmartCity.Ioc.Storage.Files;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Storage.TimeSeries;

namespace SmartCity.Ioc.Storage.Backup;

/// <summary>
/// A copy of a data directory as of one moment, taken beside a running server, a stopped one, or one that does not start any more. Takes no
/// lock and changes nothing but what SQLite does at the closing of a file that nobody else has open.
/// </summary>
/// <remarks>
/// What makes it whole is the order. First the newest checkpoint and the positions of readers; then the outputs, which reach behind both; then
/// the databases, each in one read transaction; last the inputs. So the inputs hold all that anything else in the copy was made of, and a start
/// on it is the start after a crash at the moment when the inputs were copied: back to the checkpoint, and forward again. Segments are opened
/// at the beginning, so that one that the server deletes meanwhile is still read.
/// </remarks>
public sealed class DataSnapshot
{
    private const string Inputs = JournalKeys.Inputs;
    private const string Outputs = JournalKeys.Outputs;
    private const string Checkpoints = "checkpoints";
    private const string Logs = "logs";

    // Where a restore puts the city's YAML; whoever takes the backup says where it is now.
    private const string City = "city";
    private const string Database = ".db";

    private readonly string _directory;
    private readonly string _scratch;
    private readonly TimeProvider _time;
    private readonly Action<string, Stream> _add;
    private readonly SortedDictionary<string, int> _formats = new(StringComparer.Ordinal);

    private DataSnapshot(string directory, string scratch, TimeProvider time, Action<string, Stream> add)
    {
        _directory = directory;
        _scratch = scratch;
        _time = time;
        _add = add;
    }

    /// <param name="scratch">An empty directory with room for a copy of the largest database.</param>
    /// <param name="add">Called for each file in turn, with its name below the data directory (<c>/</c> between parts) and its content.</param>
    /// <exception cref="IOException">It is no data directory, or a file in it can not be read.</exception>
    /// <exception cref="InvalidDataException">A database in it is damaged.</exception>
    /// <exception cref="NewerFormatException">A newer version wrote it.</exception>
    public static SnapshotMark Take(string directory, string scratch, TimeProvider time, Action<string, Stream> add, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(add);
        if (!Directory.Exists(Path.Combine(directory, Inputs)))
        {
            throw new IOException($"'{directory}' is not the data directory of a server: there is no journal '{Inputs}' in it.");
        }

        return new DataSnapshot(directory, scratch, time, add).Take(cancellation);
    }

    private SnapshotMark Take(CancellationToken cancellation)
    {
        using var inputs = new HeldSegments(Path.Combine(_directory, Inputs));
        AddPositions(Inputs);
        var checkpoint = AddCheckpoint();
        AddPositions(Outputs);
        using (var outputs = new HeldSegments(Path.Combine(_directory, Outputs)))
        {
            AddSegments(Outputs, outputs, cancellation);
        }

        AddDatabases(cancellation);
        AddOthers(cancellation);

        var takenAt = _time.GetUtcNow();
        inputs.OpenNewOnes();
        if (checkpoint is { } mark && !inputs.Hold(mark.Inputs))
        {
            throw new IOException($"The inputs behind the newest checkpoint are missing in '{_directory}': what came in after it can not be made again.");
        }

        var end = inputs.End;
        AddSegments(Inputs, inputs, cancellation);
        return new SnapshotMark(takenAt, checkpoint?.Inputs, end, _formats);
    }

    private CheckpointMark? AddCheckpoint()
    {
        var directory = Path.Combine(_directory, Checkpoints);
        foreach (var (_, path) in Directory.Exists(directory) ? FileCheckpointStore.NewestIn(directory) : [])
        {
            try
            {
                using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
                var mark = CheckpointFile.Check(file);
                file.Position = 0;
                _add($"{Checkpoints}/{Path.GetFileName(path)}", file);
                _formats["checkpoint"] = CheckpointFile.Version;
                return mark;
            }
            catch (Exception e) when (e is InvalidDataException or FileNotFoundException)
            {
                // Torn, or deleted because there are three newer ones: the one before it is as good a beginning.
                continue;
            }
        }

        return null;
    }

    private void AddPositions(string journal)
    {
        foreach (var path in Directory.Exists(Path.Combine(_directory, journal)) ? Directory.GetFiles(Path.Combine(_directory, journal), "*.position") : [])
        {
            // Replaced by renaming, so it is always a whole one.
            using var content = new MemoryStream(File.ReadAllBytes(path));
            _add($"{journal}/{Path.GetFileName(path)}", content);
            _formats["journal-position"] = PositionFile.Version;
        }
    }

    private void AddSegments(string journal, HeldSegments segments, CancellationToken cancellation)
    {
        foreach (var (path, content) in segments.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            _add($"{journal}/{Path.GetFileName(path)}", content);
            _formats["journal"] = Segment.Version;
            _formats["journal-points"] = PointEncoder.Version;
        }
    }

    private void AddDatabases(CancellationToken cancellation)
    {
        foreach (var path in Directory.GetFiles(_directory, $"*{Database}").Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            var name = Path.GetFileName(path);
            var copy = Path.Combine(_scratch, name);
            var schema = SqliteCopy.Make(path, copy);
            if (DataFormats.Known.TryGetValue(name, out var known) && schema > known)
            {
                throw NewerFormatException.Of(path, "schema", schema, known);
            }

            _formats[name] = schema;
            using (var content = new FileStream(copy, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1))
            {
                _add(name, content);
            }

            File.Delete(copy);
        }
    }

    // The broker's sessions, and whatever a later version keeps beside the rest.
    private void AddOthers(CancellationToken cancellation)
    {
        foreach (var path in Directory.EnumerateFiles(_directory, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            cancellation.ThrowIfCancellationRequested();
            var name = Path.GetRelativePath(_directory, path).Replace(Path.DirectorySeparatorChar, '/');
            if (IsElsewhere(name))
            {
                continue;
            }

            try
            {
                using var content = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                _add(name, content);
            }
            catch (FileNotFoundException)
            {
                // A log that has been replaced by a shorter one; that one has a name of its own.
                continue;
            }
        }
    }

    private static bool IsElsewhere(string name)
    {
        var (folder, file) = (name.Contains('/', StringComparison.Ordinal) ? name[..name.IndexOf('/', StringComparison.Ordinal)] : "", name[(name.LastIndexOf('/') + 1)..]);
        return folder is Inputs or Outputs or Checkpoints or Logs or City
            || file.StartsWith('.')
            || file.EndsWith(".tmp", StringComparison.Ordinal)
            || (folder.Length == 0 && file.Contains(Database, StringComparison.Ordinal));
    }
}
