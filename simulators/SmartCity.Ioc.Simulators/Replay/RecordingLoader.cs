using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>Finds and reads a recording by what a user calls it, and says on the error stream what is wrong.</summary>
internal static class RecordingLoader
{
    public const string Forms = "the mapping's file, the name of one that ships (simulators/recordings), a capture of 'sim record' or mosquitto_sub -F %j (.jsonl), "
        + "or the folder of a journal of inputs (DATA/inputs)";

    /// <summary>Whether the messages come with their own bytes: a capture or a journal.</summary>
    public static bool HasOwnBytes(string given) => Directory.Exists(given) || given.EndsWith(".jsonl", StringComparison.Ordinal);

    /// <param name="data">Where the files of a mapping lie, or null for where it says.</param>
    /// <returns>Null where it can not be played.</returns>
    public static async Task<(string Name, Recording Recording)?> LoadAsync(
        string given, DirectoryInfo? data, DateTimeOffset? from, DateTimeOffset? to, TextWriter error)
    {
        var path = ShippedFiles.Recording(given);
        if (Directory.Exists(path))
        {
            return await ReadAsync(Path.GetFileName(path), () => Recording.LoadJournal(path, from, to), error).ConfigureAwait(false);
        }

        if (HasOwnBytes(path))
        {
            return await ReadAsync(Path.GetFileName(path), () => Recording.LoadCapture(path, from, to), error).ConfigureAwait(false);
        }

        var (mapping, errors) = MappingParser.Read(path);
        foreach (var fault in errors)
        {
            await error.WriteLineAsync($"sim: {fault}").ConfigureAwait(false);
        }

        if (mapping is null)
        {
            return null;
        }

        var folder = data?.FullName ?? mapping.DataFolder;
        if (folder is null || !Directory.Exists(folder))
        {
            await error.WriteLineAsync($"sim: the recording is not at {folder ?? "a place that its mapping names"}; say where with --data DIR").ConfigureAwait(false);
            return null;
        }

        return await ReadAsync(mapping.Name, () => Recording.Load(mapping, folder, from, to), error).ConfigureAwait(false);
    }

    private static async Task<(string Name, Recording Recording)?> ReadAsync(string name, Func<Recording> load, TextWriter error)
    {
        Recording recording;
        try
        {
            recording = load();
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or NewerFormatException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync($"sim: {fault.Message}").ConfigureAwait(false);
            return null;
        }

        foreach (var fault in recording.Faults)
        {
            await error.WriteLineAsync($"sim: {fault}").ConfigureAwait(false);
        }

        if (recording.LeftOut > 0)
        {
            await error.WriteLineAsync($"sim: {recording.LeftOut} rows can not be read and are left out").ConfigureAwait(false);
        }

        if (recording.Events.Count == 0)
        {
            await error.WriteLineAsync("sim: nothing of the recording lies between --from and --to").ConfigureAwait(false);
            return null;
        }

        return (name, recording);
    }
}
