using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using SmartCity.Ioc.Storage.Backup;

namespace SmartCity.Ioc.Simulators.Backup;

/// <summary>A backup whose sums agree, open to be restored.</summary>
internal sealed class BackupArchive : IDisposable
{
    /// <summary>A manifest beyond it is none: a line for each of 300,000 files.</summary>
    private const long LongestManifest = 64 << 20;

    private const string City = "city";

    private readonly ZipArchive _zip;

    private BackupArchive(ZipArchive zip, BackupManifest manifest)
    {
        _zip = zip;
        Manifest = manifest;
    }

    public BackupManifest Manifest { get; }

    /// <exception cref="InvalidDataException">It is no backup, or a newer version made it.</exception>
    public static BackupArchive Open(string path)
    {
        var zip = ZipFile.OpenRead(path);
        try
        {
            var entry = zip.GetEntry(BackupManifest.Name) is { Length: <= LongestManifest } found ? found : throw new InvalidDataException($"it has no {BackupManifest.Name}");
            using var stream = entry.Open();
            var manifest = JsonSerializer.Deserialize(stream, BackupJson.Default.BackupManifest);
            return manifest is { Format: not null, Formats: not null, Files: not null }
                ? new BackupArchive(zip, Readable(manifest))
                : throw new InvalidDataException($"its {BackupManifest.Name} is not one of a backup");
        }
        catch (JsonException e)
        {
            zip.Dispose();
            throw new InvalidDataException($"its {BackupManifest.Name} can not be read: {e.Message}", e);
        }
        catch
        {
            zip.Dispose();
            throw;
        }
    }

    /// <summary>Unpacks beside, and moves into place when all of it is on disk. Into the directory itself, which may be a volume's root.</summary>
    /// <exception cref="IOException">The directory is not empty, or can not be written.</exception>
    public void Restore(string data, CancellationToken cancellation)
    {
        if (File.Exists(data) || (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any()))
        {
            throw new IOException($"'{data}' is not empty; a backup is restored into an empty directory, so that nothing is mixed");
        }

        var files = _zip.Entries.Where(entry => !entry.FullName.EndsWith('/')).Select(entry => (Entry: entry, Name: TargetOf(entry.FullName))).ToList();
        var unpacked = Path.Combine(data, $".restoring-{Guid.NewGuid():N}");
        Directory.CreateDirectory(unpacked);
        try
        {
            foreach (var (entry, name) in files)
            {
                cancellation.ThrowIfCancellationRequested();
                if (name is not null)
                {
                    Unpack(entry, Path.Combine(unpacked, name));
                }
            }

            foreach (var path in Directory.GetFileSystemEntries(unpacked))
            {
                Directory.Move(path, Path.Combine(data, Path.GetFileName(path)));
            }
        }
        finally
        {
            Directory.Delete(unpacked, recursive: true);
        }
    }

    public void Dispose() => _zip.Dispose();

    // Before anything is unpacked: a server that could not open it would say so too late.
    private static BackupManifest Readable(BackupManifest manifest)
    {
        if (!manifest.Format.StartsWith(BackupManifest.FormatPrefix, StringComparison.Ordinal)
            || !int.TryParse(manifest.Format.AsSpan(BackupManifest.FormatPrefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var version))
        {
            throw new InvalidDataException($"its format is '{manifest.Format}', not {BackupManifest.FormatPrefix}N");
        }

        if (version > BackupManifest.Version)
        {
            throw new InvalidDataException($"its format is {version}; this version reads up to {BackupManifest.Version}. Take the newer server's sim");
        }

        foreach (var (name, found) in manifest.Formats)
        {
            if (DataFormats.Known.TryGetValue(name, out var known) && found > known)
            {
                throw new InvalidDataException($"its {name} has version {found}; this version of the server reads up to {known}. Take the newer server");
            }
        }

        return manifest;
    }

    // data/x is x, city/x is city/x; the manifest and the sums stay behind.
    private static string? TargetOf(string name)
    {
        if (name is BackupManifest.Name or Archives.ArchiveCheck.Sums)
        {
            return null;
        }

        var parts = name.Split('/');
        var isData = name.StartsWith(BackupManifest.DataFolder, StringComparison.Ordinal);
        if (parts.Length < 2 || (!isData && parts[0] != City) || Array.Exists(parts, part => part is "" or "." or ".." || part.AsSpan().IndexOfAny('\\', ':', '\0') >= 0))
        {
            throw new InvalidDataException($"a file in it is called '{name}'");
        }

        return Path.Combine(isData ? parts[1..] : parts);
    }

    private static void Unpack(ZipArchiveEntry entry, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        using var content = entry.Open();
        using var file = new FileStream(target, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16);
        content.CopyTo(file);
        file.Flush(flushToDisk: true);
    }
}
