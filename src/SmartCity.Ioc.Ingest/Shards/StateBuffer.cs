namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>Takes a state at the speed of memory, in chunks that are used again; written out by another thread afterwards.</summary>
internal sealed class StateBuffer : Stream
{
    private const int ChunkBytes = 1 << 20;

    private readonly List<byte[]> _chunks = [];
    private byte[] _chunk = [];
    private int _used;
    private int _full;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => ((long)_full * ChunkBytes) + _used;

    public override long Position
    {
        get => Length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (buffer.Length > _chunk.Length - _used)
        {
            var fits = _chunk.Length - _used;
            buffer[..fits].CopyTo(_chunk.AsSpan(_used));
            buffer = buffer[fits..];
            NextChunk();
        }

        buffer.CopyTo(_chunk.AsSpan(_used));
        _used += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void WriteByte(byte value) => Write([value]);

    /// <summary>Writes everything to a stream.</summary>
    public void WriteTo(Stream target)
    {
        for (var i = 0; i < _full; i++)
        {
            target.Write(_chunks[i]);
        }

        target.Write(_chunk.AsSpan(0, _used));
    }

    /// <summary>Empties it. Room that the last state did not need is given back.</summary>
    public void Clear()
    {
        var needed = Math.Min(_full + 1, _chunks.Count);
        _chunks.RemoveRange(needed, _chunks.Count - needed);
        _chunk = _chunks.Count > 0 ? _chunks[0] : [];
        _used = _full = 0;
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    private void NextChunk()
    {
        _full += _chunk.Length > 0 ? 1 : 0;
        if (_full == _chunks.Count)
        {
            _chunks.Add(GC.AllocateUninitializedArray<byte>(ChunkBytes));
        }

        _chunk = _chunks[_full];
        _used = 0;
    }
}
