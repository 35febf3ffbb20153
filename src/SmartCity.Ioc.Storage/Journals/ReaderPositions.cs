using System.Buffers;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>How far each named reader is, one small file per reader. A file that can not be read counts as a reader at the start: it reads again
/// what it has seen, and everything it writes is idempotent.</summary>
internal sealed class ReaderPositions
{
    private const string Extension = ".position";
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private readonly string _directory;
    private readonly Dictionary<string, PositionFile> _positions = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <exception cref="NewerFormatException">A newer version wrote one of them.</exception>
    public ReaderPositions(string directory, IEnumerable<string> readers)
    {
        _directory = directory;
        foreach (var reader in readers)
        {
            _positions[reader] = PositionFile.None;
        }

        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension))
        {
            _positions[Path.GetFileNameWithoutExtension(path)] = PositionFile.Read(path);
        }
    }

    /// <summary>The position of the reader that is farthest behind, or the largest there is when there are none.</summary>
    public long Minimum
    {
        get
        {
            lock (_lock)
            {
                var minimum = long.MaxValue;
                foreach (var file in _positions.Values)
                {
                    minimum = Math.Min(minimum, Math.Max(file.Position, 0));
                }

                return minimum;
            }
        }
    }

    /// <summary>Takes readers that were past a cut back to it: what grows there anew is theirs to read, should it be other than before.</summary>
    public void CutTo(long end)
    {
        lock (_lock)
        {
            foreach (var (reader, file) in _positions.ToArray())
            {
                if (file.Position > end)
                {
                    Store(reader, new JournalPosition(end), file.Note);
                }
            }
        }
    }

    public JournalPosition? Load(string reader)
    {
        lock (_lock)
        {
            return _positions.TryGetValue(reader, out var file) && file.Position >= 0 ? new JournalPosition(file.Position) : null;
        }
    }

    public byte[] LoadNote(string reader)
    {
        lock (_lock)
        {
            return _positions.TryGetValue(reader, out var file) ? file.Note : [];
        }
    }

    public void Store(string reader, JournalPosition position, ReadOnlySpan<byte> note)
    {
        if (reader.Length == 0 || reader.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new ArgumentException($"'{reader}' is not a reader's name: a-z, 0-9 and - only.", nameof(reader));
        }

        var file = new PositionFile(position.Offset, note.ToArray());
        lock (_lock)
        {
            DurableFile.Replace(Path.Combine(_directory, reader + Extension), file.ToBytes());
            _positions[reader] = file;
        }
    }
}
