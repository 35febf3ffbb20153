using System.Buffers;
using Microsoft.Win32.SafeHandles;
using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.Journals;

/// <summary>
/// Reads the frames of one segment from a position on. What is damaged is passed over: with a sound header by its length, otherwise by
/// looking for the next place where a header's checksum holds. One thread.
/// </summary>
internal sealed class SegmentCursor : IDisposable
{
    private const int ChunkBytes = 256 << 10;

    private readonly Segment _segment;
    private readonly SafeFileHandle _handle;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
    private long _bufferStart;
    private int _bufferLength;

    /// <exception cref="IOException">The file can not be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    public SegmentCursor(Segment segment, long position)
    {
        _segment = segment;
        Position = position;
        _handle = segment.OpenForReading();
    }

    public Segment Segment => _segment;

    public long Position { get; private set; }

    /// <summary>Bytes passed over so far because no sound frame stood there.</summary>
    public long SkippedBytes { get; private set; }

    /// <summary>Bytes passed over because they were given up over the disk budget.</summary>
    public long GivenUpBytes { get; private set; }

    /// <summary>After the last frame read or given up: where a torn tail begins once <see cref="TryRead"/> has said no.</summary>
    public long ValidEnd { get; private set; }

    /// <param name="limit">Where the frames end; nothing at or past it is read.</param>
    /// <returns>False when no sound frame is left before the limit; the position then is the limit.</returns>
    public bool TryRead(long limit, out JournalFrame frame)
    {
        while (Position < limit)
        {
            var bytes = Fill(FrameHeader.Size, limit);
            if (bytes.Length < FrameHeader.Size || !FrameHeader.TryRead(bytes.Span, Position, out var header))
            {
                Skip(FindHeader(limit) - Position);
                continue;
            }

            var next = Position + header.FrameLength;
            if (next > limit)
            {
                Skip(FindHeader(limit) - Position);
                continue;
            }

            if (header.Kind == FrameKind.GivenUp)
            {
                GivenUpBytes += header.FrameLength;
                ValidEnd = Position = next;
                continue;
            }

            bytes = Fill((int)header.FrameLength, limit);
            var body = bytes.Length < header.FrameLength ? default : bytes.Slice(FrameHeader.Size, header.BodyLength);
            if (bytes.Length < header.FrameLength || Crc32C.Compute(body.Span) != header.BodyChecksum)
            {
                Skip(header.FrameLength);
                continue;
            }

            frame = new JournalFrame(new JournalPosition(Position), new JournalPosition(next), header.Kind, header.TimeNanos, body);
            ValidEnd = Position = next;
            return true;
        }

        frame = default;
        return false;
    }

    public void Dispose()
    {
        _handle.Dispose();
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _bufferLength = 0;
    }

    private void Skip(long bytes)
    {
        SkippedBytes += bytes;
        Position += bytes;
    }

    // Where after Position the next sound header stands, or the limit.
    private long FindHeader(long limit)
    {
        var from = Position;
        try
        {
            Position++;
            while (Position < limit)
            {
                var bytes = Fill(FrameHeader.Size, limit).Span;
                if (bytes.Length < FrameHeader.Size)
                {
                    return limit;
                }

                var marker = bytes[FrameHeader.MarkerOffset..].IndexOf(FrameHeader.Marker);
                if (marker < 0)
                {
                    // A marker may begin in the last bytes and go on in the next chunk.
                    Position += bytes.Length - FrameHeader.Size + 1;
                    continue;
                }

                Position += marker;
                bytes = Fill(FrameHeader.Size, limit).Span;
                if (bytes.Length >= FrameHeader.Size && FrameHeader.TryRead(bytes, Position, out var header)
                    && Position + header.FrameLength <= limit)
                {
                    return Position;
                }

                Position++;
            }

            return limit;
        }
        finally
        {
            Position = from;
        }
    }

    // At least 'needed' bytes from Position where the file has them before the limit; whatever else is buffered comes along.
    private ReadOnlyMemory<byte> Fill(int needed, long limit)
    {
        var have = _bufferStart + _bufferLength - Position;
        if (Position < _bufferStart || have < needed)
        {
            Load(needed, limit);
        }

        var offset = (int)(Position - _bufferStart);
        return _buffer.AsMemory(offset, (int)Math.Min(_bufferLength - offset, limit - Position));
    }

    private void Load(int needed, long limit)
    {
        var want = (int)Math.Min(Math.Max(needed, ChunkBytes), limit - Position);
        if (_buffer.Length < want)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(want);
        }

        _bufferStart = Position;
        _bufferLength = 0;
        try
        {
            while (_bufferLength < want)
            {
                var read = RandomAccess.Read(_handle, _buffer.AsSpan(_bufferLength, want - _bufferLength), _segment.ToFileOffset(_bufferStart) + _bufferLength);
                if (read == 0)
                {
                    return;
                }

                _bufferLength += read;
            }
        }
        catch (IOException)
        {
            // A sector that the device can not read: what was read before it stands, the rest counts as damaged.
        }
    }
}
