using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>What is remembered of one device's messages: numbers where it numbers them, otherwise time and content.</summary>
internal sealed class SourceMemory
{
    private readonly int _sequences;
    private readonly int _identities;
    private SequenceMemory? _bySequence;
    private IdentityMemory? _byIdentity;

    /// <param name="rememberNanos">The span in which a reading may still correct a window: at the expected interval all messages of it are
    /// remembered, within 256 and 8,192 numbers (32 bytes and 1 KiB), or 32 and 256 identities (256 bytes and 2 KiB).</param>
    public SourceMemory(long rememberNanos, TimeSpan interval)
    {
        var messages = rememberNanos / Math.Max(1, interval.Ticks * 100);
        _sequences = (int)((Math.Clamp(messages, 256, 8192) + 63) / 64 * 64);
        _identities = (int)Math.Clamp(messages, 32, 256);
    }

    public Arrival Judge(in DeviceMessage message, out long lost)
    {
        if ((message.Marks & MessageMarks.HasSequence) != 0)
        {
            _bySequence ??= new SequenceMemory();
            return _bySequence.Judge(
                message.Identity, message.MeasuredAtNanos, (message.Marks & MessageMarks.TimeAssumed) != 0, _sequences, out lost);
        }

        lost = 0;
        _byIdentity ??= new IdentityMemory();
        return _byIdentity.Judge(message.Identity, message.MeasuredAtNanos, _identities);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write((byte)((_bySequence is null ? 0 : 1) | (_byIdentity is null ? 0 : 2)));
        _bySequence?.Save(writer);
        _byIdentity?.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        var parts = reader.ReadByte();
        if ((parts & 1) != 0)
        {
            _bySequence = new SequenceMemory();
            _bySequence.Restore(reader);
        }

        if ((parts & 2) != 0)
        {
            _byIdentity = new IdentityMemory();
            _byIdentity.Restore(reader);
        }
    }
}
