using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Storage.Files;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>
/// A journal in a directory of segment files. One thread appends, flushes and truncates; readers, their positions and <see cref="Sync"/> may
/// be used from any.
/// </summary>
/// <remarks>
/// Appended frames wait in memory until <see cref="Flush"/> writes them with one call and, when asked, one fsync. Opening looks for a torn
/// tail in the last segment only; damage elsewhere is passed over by whoever reads it, counted.
/// </remarks>
public sealed class FileJournal : IJournal
{
    private readonly FileJournalOptions _options;
    private readonly ILogger _log;
    private readonly DirectoryLock _lock;
    private readonly ReaderPositions _positions;
    private readonly SegmentShelf _shelf;
    private readonly object _frameArrived = new();
    private readonly HashSet<long> _damaged = [];
    private readonly JournalFile _file;
    private byte[] _pending = new byte[64 << 10];
    private int _pendingLength;
    private long _end;
    private long _readable;
    private long _lastTime;
    private long _cut;
    private int _truncations;

    private FileJournal(FileJournalOptions options, ILogger log, DirectoryLock directoryLock)
    {
        _options = options;
        _log = log;
        _lock = directoryLock;
        _positions = new ReaderPositions(options.Directory, options.Readers);
        var segments = Segment.List(options.Directory);
        SafeFileHandle handle;
        var written = 0L;
        if (segments.Count == 0)
        {
            (var first, handle) = Segment.Create(options.Directory, 0, 0);
            segments.Add(first);
        }
        else
        {
            (handle, written, _lastTime) = JournalTail.Open(options.Directory, segments, Counters, options.Name, log);
        }

        _file = new JournalFile(options.Name, segments[^1], handle, written, Counters, log);
        _end = _readable = written;
        _shelf = new SegmentShelf(options, segments, _positions, Counters, log);
        StorageMeter.Journals.Add(this, options.Name);
    }

    public JournalPosition First => new(_shelf.Segments[0].Start);

    public JournalPosition Durable => new(_file.Durable);

    public JournalPosition End => new(Volatile.Read(ref _end));

    public long LastTimeNanos => Volatile.Read(ref _lastTime);

    /// <summary>Raised, on the thread that noticed, when frames were deleted before everyone had read them; the number of bytes.</summary>
    public event Action<long>? GivenUp
    {
        add => _shelf.GivenUp += value;
        remove => _shelf.GivenUp -= value;
    }

    public JournalStatistics Statistics => new(
        Volatile.Read(ref _end) - _shelf.Segments[0].Start - _shelf.ThinnedBytes, _options.BudgetBytes, _shelf.Segments.Length, Counters.Frames,
        Counters.AppendedBytes, Counters.Syncs, Counters.CutBytes, Counters.DamagedBytes, Counters.DamagedPlaces, Counters.GivenUpBytes,
        Counters.MissedBytes, Counters.Failures);

    internal JournalCounters Counters { get; } = new();

    /// <summary>After the last frame that readers may see.</summary>
    internal long Readable => Volatile.Read(ref _readable);

    internal int Truncations => Volatile.Read(ref _truncations);

    /// <summary>Where the last truncation cut.</summary>
    internal long Cut => Volatile.Read(ref _cut);

    /// <summary>Opens or creates a journal; any state that a kill or a power cut leaves is put in order without a question.</summary>
    /// <exception cref="IOException">Another process has it open, or the directory can not be written.</exception>
    /// <exception cref="NewerFormatException">A newer version wrote it.</exception>
    public static FileJournal Open(FileJournalOptions options, ILogger log)
    {
        ArgumentNullException.ThrowIfNull(options);
        Directory.CreateDirectory(options.Directory);
        var directoryLock = DirectoryLock.Take(options.Directory);
        try
        {
            return new FileJournal(options, log, directoryLock);
        }
        catch
        {
            directoryLock.Dispose();
            throw;
        }
    }

    public JournalPosition Append(FrameKind kind, long timeNanos, ReadOnlySpan<byte> body)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(body.Length, FrameHeader.MaxBodyLength, nameof(body));
        var time = Math.Max(timeNanos, _lastTime);
        var size = FrameHeader.Size + body.Length;
        var start = _shelf.Last.Start;
        if (_end > start && _end + size - start > _options.SegmentBytes)
        {
            Roll();
        }

        if (!_shelf.MakeRoom(_end, size, _lastTime))
        {
            throw new JournalFullException(
                $"The journal '{_options.Name}' has used its {_options.BudgetBytes >> 20} MiB and its readers are behind.");
        }

        if (_pendingLength > 0 && _pendingLength + size > _options.MaxPendingBytes)
        {
            WritePending();
        }

        Reserve(size);
        var target = _pending.AsSpan(_pendingLength, size);
        FrameHeader.Write(target, _end, kind, time, body);
        body.CopyTo(target[FrameHeader.Size..]);
        _pendingLength += size;
        Volatile.Write(ref _lastTime, time);
        Volatile.Write(ref _end, _end + size);
        Counters.Appended(size);
        return new JournalPosition(_end);
    }

    public void Flush(bool durable)
    {
        WritePending();
        if (durable)
        {
            _file.Sync();
        }

        Publish();
    }

    public void Sync() => _file.Sync();

    public void TruncateAfter(JournalPosition position)
    {
        var at = position.Offset;

        // Readers are told before the bytes go: one that finds the file shorter than it thought then knows why.
        Volatile.Write(ref _readable, Math.Min(_readable, at));
        Volatile.Write(ref _cut, at);
        Interlocked.Increment(ref _truncations);
        _positions.CutTo(at);
        lock (_damaged)
        {
            _damaged.RemoveWhere(from => from >= at);
        }

        DropPending(at);
        if (at < First.Offset)
        {
            // Deleted already; what is written anew has to stand where it stood.
            var handle = _shelf.BeginAgain(at);
            _file.Change(_shelf.Last, handle);
            Volatile.Write(ref _lastTime, 0);
        }
        else if (at > _file.Written)
        {
            // The part in between is lost (a torn tail, a power cut): a hole, so that positions stay what they were.
            _file.Sync();
            BeginSegment(at);
        }
        else if (at < _file.Written)
        {
            _shelf.DropAfter(at);
            _file.Cut(_shelf.Last, at);
            Volatile.Write(ref _lastTime, JournalTail.LastTime(_shelf.Segments, at));
        }

        Volatile.Write(ref _end, at);
        Volatile.Write(ref _readable, at);
        Interlocked.Increment(ref _truncations);
    }

    public IJournalReader Read(JournalPosition from) => new FileJournalReader(this, from);

    public JournalPosition? LoadPosition(string reader) => _positions.Load(reader);

    public ReadOnlySpan<byte> LoadNote(string reader) => _positions.LoadNote(reader);

    public void StorePosition(string reader, JournalPosition position, ReadOnlySpan<byte> note = default)
    {
        _positions.Store(reader, position, note);
        _shelf.Tidy(End.Offset, LastTimeNanos);
    }

    /// <summary>Closes the files. What was appended and not flushed is written where the disk takes it.</summary>
    public void Dispose()
    {
        if (_file.IsClosed)
        {
            return;
        }

        StorageMeter.Journals.Remove(this);
        try
        {
            Flush(durable: true);
        }
        catch (IOException e)
        {
            StorageLog.JournalCloseFailed(_log, e, _options.Name, _end - _file.Written);
        }

        _file.Dispose();
        _lock.Dispose();
    }

    /// <summary>The segment that holds a position, or the first one after it, and where that segment ends.</summary>
    internal (Segment Segment, long End) Locate(long position) => _shelf.Locate(position);

    internal void SegmentUnreadable(Segment segment, Exception e) => StorageLog.SegmentUnreadable(_log, e, _options.Name, segment.Path);

    /// <param name="from">Behind the last sound frame before the damage: at a start several readers come by it.</param>
    internal void FramesDamaged(Segment segment, long from, long bytes)
    {
        if (CountDamage(from, bytes))
        {
            StorageLog.FramesDamaged(_log, _options.Name, segment.Path, bytes);
        }
    }

    /// <returns>Whether nobody has come by this damage before.</returns>
    internal bool CountDamage(long from, long bytes)
    {
        lock (_damaged)
        {
            if (!_damaged.Add(from))
            {
                return false;
            }
        }

        Counters.Damaged(bytes);
        return true;
    }

    /// <summary>Waits on a thread of the caller's; returns false on cancellation too.</summary>
    internal bool WaitForFrame(long position, TimeSpan timeout, CancellationToken cancellation)
    {
        using var registration = cancellation.UnsafeRegister(static state => Pulse(state!), _frameArrived);
        var began = Stopwatch.GetTimestamp();
        lock (_frameArrived)
        {
            while (Readable <= position)
            {
                var left = timeout - Stopwatch.GetElapsedTime(began);
                if (cancellation.IsCancellationRequested || left <= TimeSpan.Zero)
                {
                    return false;
                }

                Monitor.Wait(_frameArrived, left);
            }

            return true;
        }
    }

    private static void Pulse(object gate)
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }

    private void Publish()
    {
        var written = _file.Written;
        if (_readable == written)
        {
            return;
        }

        Volatile.Write(ref _readable, written);
        Pulse(_frameArrived);
    }

    private void WritePending()
    {
        if (_pendingLength > 0)
        {
            _file.Write(_pending.AsSpan(0, _pendingLength));
            _pendingLength = 0;
        }
    }

    private void Roll()
    {
        // The segment before is durable before the next one exists, so only the last one can have a torn tail.
        WritePending();
        _file.Sync();
        try
        {
            BeginSegment(_end);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw _file.Failed(e);
        }

        _shelf.Tidy(_end, _lastTime);
    }

    private void BeginSegment(long position)
    {
        var (segment, handle) = Segment.Create(_options.Directory, position, _lastTime);
        _shelf.Add(segment);
        _file.Change(segment, handle);
    }

    // Pending frames lie in one run that ends at _end; a cut may go through it.
    private void DropPending(long at)
    {
        if (at >= _end)
        {
            WritePending();
            return;
        }

        _pendingLength = (int)Math.Max(0, at - _file.Written);
        if (_pendingLength > 0)
        {
            WritePending();
            _lastTime = JournalTail.LastTime(_shelf.Segments, at);
        }

        Volatile.Write(ref _end, _file.Written);
    }

    private void Reserve(int size)
    {
        if (_pending.Length - _pendingLength < size)
        {
            Array.Resize(ref _pending, (int)Math.Min(Array.MaxLength, Math.Max(_pendingLength + (long)size, _pending.Length * 2L)));
        }
    }
}
