using System.Buffers.Binary;
using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>
/// Frames on which the pipeline fails whenever they come. Without this a city whose data meet a bug would stop at the same frame for ever.
/// The marks are in the journal of inputs themselves, so that what comes out stays a function of it. Owned by the shard's thread.
/// </summary>
internal sealed class PoisonedFrames(IJournal inputs)
{
    private readonly HashSet<long> _positions = [];

    /// <summary>Looks for the marks in a stretch of the journal.</summary>
    public void Find(JournalPosition from, JournalPosition end)
    {
        using var reader = inputs.Read(from);
        while (reader.Position < end && reader.TryRead(out var frame))
        {
            if (frame.Kind == FrameKind.PutAside && frame.Body.Length == sizeof(long))
            {
                _positions.Add(BinaryPrimitives.ReadInt64LittleEndian(frame.Body.Span));
            }
        }
    }

    public bool Contains(JournalPosition position) => _positions.Count > 0 && _positions.Contains(position.Offset);

    /// <summary>Marks a frame. Only while nobody else appends: during recovery.</summary>
    /// <exception cref="IOException">The disk refuses.</exception>
    public void Mark(JournalPosition position)
    {
        Span<byte> body = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(body, position.Offset);
        inputs.Append(FrameKind.PutAside, inputs.LastTimeNanos, body);
        inputs.Flush(durable: true);
    }
}
