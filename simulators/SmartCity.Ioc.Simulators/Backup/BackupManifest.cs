using System.Text.Json.Serialization;
using SmartCity.Ioc.Simulators.Archives;

namespace SmartCity.Ioc.Simulators.Backup;

/// <summary><c>manifest.json</c> of a backup.</summary>
/// <param name="Format"><c>smartcity-ioc-backup-N</c>.</param>
/// <param name="TakenAt">Whatever the server acknowledged before this is in it.</param>
/// <param name="Formats">Versions of what is in it, by file or sort of file.</param>
/// <param name="Checkpoint">Position in the inputs from which a start runs them again; absent where it is their beginning.</param>
internal sealed record BackupManifest(
    string Format, DateTimeOffset TakenAt, string Server, IReadOnlyDictionary<string, int> Formats, long? Checkpoint, long InputsEnd,
    IReadOnlyList<ArchiveFile> Files)
{
    public const string Name = "manifest.json";
    public const string FormatPrefix = "smartcity-ioc-backup-";
    public const int Version = 1;
    public const string DataFolder = "data/";
    public const string CityFolder = "city/";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
