using System.CommandLine;
using System.Text.Json;
using SmartCity.Ioc.Simulators.Archives;
using SmartCity.Ioc.Storage.Backup;
using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Simulators.Backup;

/// <summary><c>sim backup DATA ARCHIVE</c>: a data directory and its city as one file, beside a running server or without one.</summary>
internal sealed class BackupCommand
{
    private const string Description = """
        Takes a backup of a server's data directory while it runs (or not): journals, checkpoint, databases and the city's YAML in one ZIP.
        Sao lưu thư mục dữ liệu của máy chủ, kể cả khi máy chủ đang chạy.
        """;

    private const string DemoCity = "vung-tau";
    private const string RestoredCity = "city";

    private readonly Argument<string> _data = new("data") { Description = "the data directory (Ioc:DataDirectory)" };
    private readonly Argument<string> _archive = new("archive") { Description = "the ZIP to write; its folder needs room for a copy of the largest database" };
    private readonly Option<string?> _city = new("--city")
    {
        Description = "the city's folder (Ioc:City), or the name of one that ships; without it DATA/city where a restore has put one, else the demo city",
        HelpName = "DIR",
    };

    private readonly TimeProvider _clock;

    private BackupCommand(TimeProvider clock) => _clock = clock;

    public static Command Create(TimeProvider clock)
    {
        var self = new BackupCommand(clock);
        var command = new Command("backup", Description) { self._data, self._archive, self._city };
        command.SetAction((parsed, cancellation) => Task.FromResult(self.Run(parsed, cancellation)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellation)
    {
        var (data, path) = (Path.GetFullPath(parsed.GetRequiredValue(_data)), Path.GetFullPath(parsed.GetRequiredValue(_archive)));
        try
        {
            var manifest = Take(data, CityOf(data, parsed.GetValue(_city)), path, cancellation);
            parsed.InvocationConfiguration.Output.WriteLine(string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{path}: {manifest.Files.Count} files, {manifest.Files.Sum(file => file.Length) / 1e6:F1} MB, all that was acknowledged before {manifest.TakenAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'}"));
            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or InvalidDataException or NewerFormatException)
        {
            parsed.InvocationConfiguration.Error.WriteLine($"sim: {fault.Message}");
            return ExitCode.BadInput;
        }
    }

    private BackupManifest Take(string data, string city, string path, CancellationToken cancellation)
    {
        var scratch = Directory.CreateDirectory($"{path}.{Guid.NewGuid():N}.tmp");
        try
        {
            using var archive = new ArchiveWriter(path);
            var mark = DataSnapshot.Take(data, scratch.FullName, _clock, (name, content) => archive.Add(BackupManifest.DataFolder + name, content), cancellation);
            foreach (var file in Directory.GetFiles(city, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                using var content = File.OpenRead(file);
                archive.Add(BackupManifest.CityFolder + Path.GetRelativePath(city, file).Replace(Path.DirectorySeparatorChar, '/'), content);
            }

            var manifest = new BackupManifest(
                $"{BackupManifest.FormatPrefix}{BackupManifest.Version}", mark.TakenAt, $"SmartCity.Ioc {typeof(DataSnapshot).Assembly.GetName().Version}",
                mark.Formats, mark.Checkpoint?.Offset, mark.InputsEnd.Offset, [.. archive.Files]);
            archive.Add(BackupManifest.Name, JsonSerializer.Serialize(manifest, BackupJson.Default.BackupManifest));
            archive.Finish();
            return manifest;
        }
        finally
        {
            scratch.Delete(recursive: true);
        }
    }

    private static string CityOf(string data, string? given)
    {
        var restored = Path.Combine(data, RestoredCity);
        var city = given is not null ? ShippedFiles.City(given) : Directory.Exists(restored) ? restored : ShippedFiles.City(DemoCity);
        return Directory.Exists(city) ? city : throw new IOException($"the city's folder '{city}' does not exist (--city)");
    }
}
