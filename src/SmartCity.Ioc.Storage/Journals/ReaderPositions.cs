using System.Buffers;
using System.Buffers.Binary;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>
/// How far each named reader is, one small file per reader: position (8 bytes, little endian), CRC-32C (4). A file that can not be read
/// counts as a reader at the start: it reads again what it has seen, and everything it writes is idempotent.
/// </summary>
internal sealed class ReaderPositions
{
    private const int Size = 12;
    private const string Extension = ".position";
    private static readonly SearchValues<char> NameCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private readonly string _directory;
    private readonly Dictionary<string, long> _positions = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public ReaderPositions(string directory, IEnumerable<string> readers)
    {
        _directory = directory;
        foreach (var reader in readers)
        {
            _positions[reader] = -1;
        }

        Span<byte> content = stackalloc byte[Size];
        foreach (var path in Directory.EnumerateFiles(directory, "*" + Extension))
        {
            using var handle = File.OpenHandle(path);
            var read = RandomAccess.Read(handle, content, 0);
            var sound = read == Size && BinaryPrimitives.ReadUInt32LittleEndian(content[8..]) == Crc32C.Compute(content[..8]);
            _positions[Path.GetFileNameWithoutExtension(path)] = sound ? BinaryPrimitives.ReadInt64LittleEndian(content) : -1;
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
                foreach (var position in _positions.Values)
                {
                    minimum = Math.Min(minimum, Math.Max(position, 0));
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
            foreach (var (reader, position) in _positions.ToArray())
            {
                if (position > end)
                {
                    Store(reader, new JournalPosition(end));
                }
            }
        }
    }

    public JournalPosition? Load(string reader)
    {
        lock (_lock)
        {
            return _positions.TryGetValue(reader, out var position) && position >= 0 ? new JournalPosition(position) : null;
        }
    }

    public void Store(string reader, JournalPosition position)
    {
        if (reader.Length == 0 || reader.AsSpan().ContainsAnyExcept(NameCharacters))
        {
            throw new ArgumentException($"'{reader}' is not a reader's name: a-z, 0-9 and - only.", nameof(reader));
        }

        Span<byte> content = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64LittleEndian(content, position.Offset);
        BinaryPrimitives.WriteUInt32LittleEndian(content[8..], Crc32C.Compute(content[..8]));
        lock (_lock)
        {
            DurableFile.Replace(Path.Combine(_directory, reader + Extension), content);
            _positions[reader] = position.Offset;
        }
    }
}
