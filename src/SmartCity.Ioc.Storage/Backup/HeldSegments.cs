using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Journals;

namespace SmartCity.Ioc.Storage.Backup;

/// <summary>The segments of a journal, open for reading, so that what the server deletes meanwhile is still there.</summary>
internal sealed class HeldSegments : IDisposable
{
    private readonly string _directory;
    private readonly SortedDictionary<long, (Segment Segment, FileStream File)> _held = [];

    /// <exception cref="Files.NewerFormatException">A newer version wrote one of them.</exception>
    public HeldSegments(string directory)
    {
        _directory = directory;
        OpenNewOnes();
    }

    /// <summary>Where the last one ends, as far as its file has grown.</summary>
    public JournalPosition End => _held.Count == 0 ? JournalPosition.Start : EndOf(_held.Values.Last());

    /// <summary>Opens what has come since.</summary>
    public void OpenNewOnes()
    {
        foreach (var segment in Directory.Exists(_directory) ? Segment.List(_directory) : [])
        {
            if (!_held.ContainsKey(segment.Start))
            {
                try
                {
                    _held[segment.Start] = (segment, new FileStream(
                        segment.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1 << 16));
                }
                catch (FileNotFoundException)
                {
                    // Everyone has read it.
                    continue;
                }
            }
        }
    }

    /// <summary>Whether what stands at a position, and from there on, is held.</summary>
    public bool Hold(JournalPosition position) => position == End || _held.Values.Any(held => held.Segment.Start <= position.Offset && position < EndOf(held));

    /// <summary>Each segment in order, as long as its file is when its turn comes: behind the last sound frame there may be a torn one.</summary>
    public IEnumerable<(string Path, Stream Content)> Read()
    {
        foreach (var (segment, file) in _held.Values)
        {
            file.Position = 0;
            yield return (segment.Path, file);
        }
    }

    public void Dispose()
    {
        foreach (var (_, file) in _held.Values)
        {
            file.Dispose();
        }
    }

    private static JournalPosition EndOf((Segment Segment, FileStream File) held) =>
        new(held.Segment.Start + Math.Max(0, held.File.Length - Segment.HeaderSize));
}
