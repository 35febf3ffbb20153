using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>Takes a payload's elements one by one: each is accepted or put aside, never both, never neither.</summary>
internal interface IElementSink
{
    /// <summary>Where the open element's values go.</summary>
    ReadingBatch Batch { get; }

    /// <summary>Our clock at the arrival of the message, nanoseconds since the Unix epoch.</summary>
    long ArrivalNanos { get; }

    /// <summary>The event time of an element that does not say one; 0 where nobody knows.</summary>
    long AssumedNanos { get; }

    /// <summary>The latest event time that an element may have.</summary>
    long LatestNanos { get; }

    /// <summary>Commits the batch's open message.</summary>
    void Accept(int device, long measuredAtNanos, ulong identity, MessageMarks marks);

    /// <summary>Takes the batch's open message back, if there is one, and puts the element aside.</summary>
    void Reject(in MessageContext context, ReadOnlySpan<byte> element, QuarantineReason reason, string detail);
}
