using System.CommandLine;
using System.Globalization;
using SmartCity.Ioc.Simulators.Archives;

namespace SmartCity.Ioc.Simulators.Backup;

/// <summary><c>sim restore ARCHIVE DATA</c>: a backup into an empty data directory.</summary>
internal static class RestoreCommand
{
    private const string Description = """
        Checks a backup (sim backup) and unpacks it into an empty data directory, for a server to be started on.
        Kiểm tra và khôi phục bản sao lưu vào một thư mục dữ liệu trống.
        """;

    public static Command Create()
    {
        var archive = new Argument<string>("archive") { Description = "the ZIP of sim backup" };
        var data = new Argument<string?>("data") { Description = "the directory to fill: empty, or not there yet", Arity = ArgumentArity.ZeroOrOne };
        var check = new Option<bool>("--check") { Description = "only check the archive" };
        var command = new Command("restore", Description) { archive, data, check };
        command.Validators.Add(result =>
        {
            if (result.GetValue(data) is null && !result.GetValue(check))
            {
                result.AddError("restore takes the archive and the data directory, or the archive and --check");
            }
        });
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(archive), parsed.GetValue(check) ? null : parsed.GetValue(data), parsed.InvocationConfiguration, cancellation)));
        return command;
    }

    private static int Run(string path, string? data, InvocationConfiguration streams, CancellationToken cancellation)
    {
        try
        {
            var found = ArchiveCheck.Of(path);
            foreach (var fault in found.Faults)
            {
                streams.Error.WriteLine($"sim: {path}: {fault}");
            }

            if (found.Faults.Count > 0)
            {
                streams.Error.WriteLine($"sim: {path} is damaged; nothing is restored from it");
                return ExitCode.BadInput;
            }

            using var archive = BackupArchive.Open(path);
            var manifest = archive.Manifest;
            streams.Output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: {manifest.Files.Count} files, {manifest.Files.Sum(file => file.Length) / 1e6:F1} MB, taken {manifest.TakenAt:yyyy-MM-dd'T'HH:mm:ss.fff'Z'} from {manifest.Server}, whole"));
            if (data is not null)
            {
                var directory = Path.GetFullPath(data);
                archive.Restore(directory, cancellation);
                streams.Output.WriteLine($"Restored. Start: ./dev run --data {directory} (Ioc:DataDirectory); the city's YAML is in {Path.Combine(directory, "city")} (Ioc:City).");
            }

            return ExitCode.Done;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            streams.Error.WriteLine($"sim: {fault.Message}");
            return ExitCode.BadInput;
        }
        catch (InvalidDataException fault)
        {
            streams.Error.WriteLine($"sim: {path} is no backup that can be restored: {fault.Message}");
            return ExitCode.BadInput;
        }
    }
}
