using System.Buffers;
using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>
/// The body of one frame while it is filled, journaled and decoded: what connections copy into is what is written to disk and what the
/// shard reads. Owned by the inbox (under its lock), then by the journal stage, then by the shard, then free again.
/// </summary>
internal sealed class InboxBuffer(int limit)
{
    // Most frames at a city's rates hold a few milliseconds of messages; a buffer grows when a burst needs it and then stays.
    private byte[] _bytes = new byte[Math.Min(limit, 64 * 1024)];

    /// <summary>0 until the first message.</summary>
    public int Length { get; private set; }

    public int Messages { get; private set; }

    /// <summary>When the first message came in; host time, nanoseconds since the Unix epoch.</summary>
    public long OpenedNanos { get; set; }

    /// <summary>The same by the clock that nobody sets, as <see cref="TimeProvider.GetTimestamp"/> counts.</summary>
    public long OpenedAt { get; set; }

    /// <summary>Messages with a sender that waits for an acknowledgement.</summary>
    public List<PublishReceipt> Receipts { get; } = [];

    /// <summary>Messages of QoS 0: nobody would send them again.</summary>
    public int AtMostOnce { get; private set; }

    public bool IsEmpty => Messages == 0;

    public bool IsHalfFull => Length > limit / 2;

    public ReadOnlyMemory<byte> Body => _bytes.AsMemory(0, Length);

    public bool TryAdd(
        DeliveryMarks flags, ReadOnlySpan<byte> topic, in ReadOnlySequence<byte> payload, int keep, PublishReceipt receipt, long omitted = 0)
    {
        var header = Length == 0 ? MessageFrameWriter.HeaderLength : 0;
        var needed = Length + header + MessageFrameWriter.MaxLength(topic.Length, (int)Math.Min(payload.Length, keep));
        if (needed > _bytes.Length && !TryGrow(needed))
        {
            return false;
        }

        if (header != 0)
        {
            Length = MessageFrameWriter.WriteHeader(_bytes);
        }

        Length += MessageFrameWriter.Write(_bytes.AsSpan(Length), flags, topic, payload, keep, omitted);
        Messages++;
        if (receipt.Owner is not null)
        {
            Receipts.Add(receipt);
        }
        else
        {
            AtMostOnce++;
        }

        return true;
    }

    public void Clear()
    {
        Length = 0;
        Messages = 0;
        AtMostOnce = 0;
        Receipts.Clear();
    }

    private bool TryGrow(int needed)
    {
        if (needed > limit)
        {
            return false;
        }

        Array.Resize(ref _bytes, (int)Math.Min(limit, Math.Max(needed, 2L * _bytes.Length)));
        return true;
    }
}
