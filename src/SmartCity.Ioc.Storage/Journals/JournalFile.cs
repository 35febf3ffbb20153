using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>
/// The journal's last segment, open for writing. One thread writes and changes segments; <see cref="Sync"/> may be called by any, so that a
/// checkpoint's fsync does not hold the writer.
/// </summary>
/// <remarks>Writes name their place in the file, so one that failed half-way is done again over itself.</remarks>
internal sealed class JournalFile : IDisposable
{
    private readonly string _name;
    private readonly JournalCounters _counters;
    private readonly ILogger _log;

    // Held over an fsync and while the file is changed. Writing does not take it.
    private readonly Lock _syncing = new();
    private SafeFileHandle _handle;
    private Segment _segment;
    private long _written;
    private long _durable;
    private bool _syncFailed;
    private int _failing;

    public JournalFile(string name, Segment segment, SafeFileHandle handle, long written, JournalCounters counters, ILogger log)
    {
        (_name, _counters, _log) = (name, counters, log);
        (_segment, _handle, _written, _durable) = (segment, handle, written, written);
    }

    /// <summary>After the last byte that the system has.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>After the last byte that the device has.</summary>
    public long Durable => Volatile.Read(ref _durable);

    public bool IsClosed => _handle.IsClosed;

    /// <exception cref="IOException">The disk refuses; write the same bytes again later.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_handle, bytes, _segment.ToFileOffset(_written));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Failed(e);
        }

        Volatile.Write(ref _written, _written + bytes.Length);
        Recovered();
    }

    /// <summary>Returns when what was written before the call is on the device. Any thread.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Sync()
    {
        var written = Written;
        lock (_syncing)
        {
            if (_durable >= written)
            {
                return;
            }

            try
            {
                if (_syncFailed)
                {
                    WriteAgain(written);
                }

                var began = Stopwatch.GetTimestamp();
                RandomAccess.FlushToDisk(_handle);
                StorageMeter.SyncDuration.Record(Stopwatch.GetElapsedTime(began).TotalSeconds, StorageMeter.JournalTag(_name));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                _syncFailed = true;
                throw Failed(e);
            }

            _syncFailed = false;
            Volatile.Write(ref _durable, written);
            _counters.Synced();
        }

        Recovered();
    }

    /// <summary>Goes on in a new segment, which begins at its start.</summary>
    public void Change(Segment segment, SafeFileHandle handle)
    {
        lock (_syncing)
        {
            _handle.Dispose();
            (_segment, _handle) = (segment, handle);
            Begin(segment.Start);
        }
    }

    /// <summary>Cuts the end off, durably.</summary>
    /// <param name="segment">That holds the position.</param>
    public void Cut(Segment segment, long position)
    {
        lock (_syncing)
        {
            if (segment.Path != _segment.Path)
            {
                _handle.Dispose();
                (_segment, _handle) = (segment, segment.OpenForWriting(FileMode.Open));
            }

            RandomAccess.SetLength(_handle, segment.ToFileOffset(position));
            RandomAccess.FlushToDisk(_handle);
            Begin(position);
        }
    }

    public IOException Failed(Exception e)
    {
        // The edge is logged, the level is counted.
        _counters.Failed();
        if (Interlocked.Exchange(ref _failing, 1) == 0)
        {
            StorageLog.JournalFailing(_log, e, _name);
        }

        return e as IOException ?? new IOException(e.Message, e);
    }

    public void Dispose() => _handle.Dispose();

    private void Begin(long position)
    {
        Volatile.Write(ref _written, position);
        Volatile.Write(ref _durable, position);
    }

    // After a failed fsync Linux takes the pages for clean, and the next fsync would report a success that is none
    // (https://lwn.net/Articles/752063/). Writing the same bytes again makes them dirty again.
    private void WriteAgain(long written)
    {
        var bytes = new byte[(int)Math.Min(written - _durable, 1 << 20)];
        for (var at = Math.Max(_durable, _segment.Start); at < written;)
        {
            var chunk = bytes.AsSpan(0, (int)Math.Min(bytes.Length, written - at));
            var read = RandomAccess.Read(_handle, chunk, _segment.ToFileOffset(at));
            if (read == 0)
            {
                throw new IOException($"The last {written - at} bytes of '{_segment.Path}' are gone.");
            }

            RandomAccess.Write(_handle, chunk[..read], _segment.ToFileOffset(at));
            at += read;
        }
    }

    private void Recovered()
    {
        if (Volatile.Read(ref _failing) != 0 && Interlocked.Exchange(ref _failing, 0) != 0)
        {
            StorageLog.JournalRecovered(_log, _name);
        }
    }
}
