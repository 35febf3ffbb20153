using System.Globalization;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Storage.Checkpoints;

/// <summary>Checkpoints as files of their own: written beside the older ones, synced, renamed. The newest three are kept.</summary>
public sealed class FileCheckpointStore : ICheckpointStore
{
    private const int Kept = 3;
    private const string Extension = ".checkpoint";
    private const string Temporary = ".tmp";
    private readonly string _directory;
    private readonly ILogger _log;

    public FileCheckpointStore(string directory, ILogger<FileCheckpointStore> log)
    {
        _directory = directory;
        _log = log;
        Directory.CreateDirectory(directory);
    }

    public Checkpoint? OpenNewest()
    {
        foreach (var (_, path) in NewestIn(_directory))
        {
            try
            {
                return CheckpointFile.Open(path);
            }
            catch (InvalidDataException e)
            {
                StorageLog.CheckpointDamaged(_log, e, path);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                StorageLog.CheckpointDamaged(_log, e, path);
            }
        }

        return null;
    }

    public void Save(CheckpointMark mark, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var older = NewestIn(_directory);
        var number = older.Count == 0 ? 1 : older[0].Number + 1;
        var path = Path.Combine(_directory, number.ToString("D12", CultureInfo.InvariantCulture) + Extension);
        try
        {
            CheckpointFile.Write(path + Temporary, mark, write);
            File.Move(path + Temporary, path, overwrite: true);
            DurableFile.SyncDirectory(_directory);
            foreach (var (_, old) in older.Skip(Kept - 1))
            {
                File.Delete(old);
            }
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException(e.Message, e);
        }
        catch
        {
            File.Delete(path + Temporary);
            throw;
        }
    }

    /// <summary>The files of a directory, newest first.</summary>
    internal static List<(long Number, string Path)> NewestIn(string directory)
    {
        var found = new List<(long Number, string Path)>();
        foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*" + Extension))
        {
            if (long.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                found.Add((number, path));
            }
        }

        found.Sort((a, b) => b.Number.CompareTo(a.Number));
        return found;
    }
}
