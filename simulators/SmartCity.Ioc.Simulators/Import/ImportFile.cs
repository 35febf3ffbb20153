using System.Security.Cryptography;
using System.Text.RegularExpressions;
using SmartCity.Ioc.Simulators.Replay;

namespace SmartCity.Ioc.Simulators.Import;

/// <summary>
/// One file through its mapping, row by row in the file's order: months do not have to fit into memory, and windows of the past do not depend
/// on the order.
/// </summary>
internal sealed class ImportFile
{
    private readonly List<RecordingSource> _sources = [];
    private readonly int _devices;
    private FileStream? _open;
    private int _done;

    /// <summary>A file that says itself what a mapping would, see <see cref="PlainRows"/>.</summary>
    public ImportFile(string path) => Path = path;

    /// <exception cref="InvalidDataException">No source of the mapping is such a file.</exception>
    public ImportFile(RecordingMapping mapping, string path)
        : this(path)
    {
        _devices = mapping.Sources.Sum(source => source.Devices.Known.Count);

        // A mapping of one source is for whatever file it is given; of several, by as much of their path as tells them apart.
        var full = System.IO.Path.GetFullPath(path).Replace('\\', '/');
        _sources = mapping.Sources.Where(source => Fits(full, source.File)).ToList();
        if (_sources.Count == 0)
        {
            _sources = mapping.Sources.Count == 1
                ? [.. mapping.Sources]
                : mapping.Sources.Where(source => Fits(full, source.File[(source.File.LastIndexOf('/') + 1)..])).ToList();
        }

        if (_sources.Count == 0)
        {
            throw new InvalidDataException(
                $"no source of the mapping is a file like {System.IO.Path.GetFileName(path)}; it has {string.Join(", ", mapping.Sources.Select(s => s.File).Distinct())}");
        }
    }

    public string Path { get; }

    public bool IsPlain => _sources.Count == 0;

    /// <summary>How much of the file is read, 0 to 1; a file of several sources is read once for each.</summary>
    public double Share => (_done + (_open is { Length: > 0 } file ? (double)file.Position / file.Length : 0)) / Math.Max(1, _sources.Count);

    /// <summary>What the messages follow from: the file's bytes and the mapping's.</summary>
    /// <param name="mapping">Null where there is none.</param>
    public static string Identity(string path, string? mapping)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using (var file = File.OpenRead(path))
        {
            hash.AppendData(SHA256.HashData(file));
        }

        hash.AppendData(SHA256.HashData(mapping is null ? [] : File.ReadAllBytes(mapping)));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <exception cref="InvalidDataException">The file is not what the mapping says.</exception>
    /// <exception cref="IOException">The file can not be read.</exception>
    public IEnumerable<(RecordedEvent Event, string? Fault)> Read()
    {
        var devices = new DeviceTable(_devices);
        if (IsPlain)
        {
            using var plain = File.OpenRead(Path);
            using var text = Recording.Open(plain, Path, new RecordingSource { File = Path });
            _open = plain;
            foreach (var row in new PlainRows(System.IO.Path.GetFileName(Path), text, devices).Read())
            {
                yield return row;
            }

            _open = null;
            _done = 1;
        }

        foreach (var source in _sources)
        {
            using var file = File.OpenRead(Path);
            using var reader = Recording.Open(file, Path, source);
            _open = file;
            foreach (var row in Recording.Rows(source, System.IO.Path.GetFileName(Path), reader, devices))
            {
                yield return row;
            }

            _open = null;
            _done++;
        }
    }

    private static bool Fits(string path, string pattern) =>
        Regex.IsMatch(path, $"/{Regex.Escape(pattern).Replace(@"\*", "[^/]*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);
}
