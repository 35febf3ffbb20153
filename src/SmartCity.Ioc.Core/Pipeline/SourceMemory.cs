using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Pipeline;

/// <summary>What is remembered of one device's messages: numbers where it numbers them, otherwise time and content.</summary>
internal struct SourceMemory
{
    private SequenceMemory _bySequence;
    private IdentityMemory? _byIdentity;

    /// <summary>Whether the device said anything.</summary>
    public readonly bool IsUsed => _bySequence.IsBegun || _byIdentity is not null;

    /// <summary>How often its sequence began again.</summary>
    public readonly int Restarts => _bySequence.Restarts;

    /// <param name="rememberMs">The span of event time in which messages without a number are remembered.</param>
    /// <param name="lost">Numbers that were skipped by this one; negative one where this one was counted as lost before.</param>
    public Arrival Judge(in DeviceMessage message, long rememberMs, out long lost)
    {
        if ((message.Marks & MessageMarks.HasSequence) != 0)
        {
            return _bySequence.Judge(
                message.Identity, message.MeasuredAtNanos, (message.Marks & MessageMarks.TimeAssumed) != 0, out lost);
        }

        lost = 0;
        _byIdentity ??= new IdentityMemory();
        return _byIdentity.Judge(message.Identity, message.MeasuredAtNanos, rememberMs);
    }

    /// <summary>Judges a message of the past that only fills history.</summary>
    /// <inheritdoc cref="Judge" path="/param"/>
    public Arrival JudgeHistory(in DeviceMessage message, out long lost)
    {
        if ((message.Marks & MessageMarks.HasSequence) != 0)
        {
            return Judge(message, 0, out lost);
        }

        lost = 0;
        _byIdentity ??= new IdentityMemory();
        return _byIdentity.JudgeHistory(message.Identity, message.MeasuredAtNanos);
    }

    public readonly void Save(BinaryWriter writer)
    {
        _bySequence.Save(writer);
        writer.Write(_byIdentity is not null);
        _byIdentity?.Save(writer);
    }

    public static SourceMemory Restore(BinaryReader reader)
    {
        var memory = new SourceMemory { _bySequence = SequenceMemory.Restore(reader) };
        if (reader.ReadBoolean())
        {
            memory._byIdentity = new IdentityMemory();
            memory._byIdentity.Restore(reader);
        }

        return memory;
    }
}
