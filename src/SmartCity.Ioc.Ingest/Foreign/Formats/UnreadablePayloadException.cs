using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Foreign.Formats;

/// <summary>A foreign payload that can not be taken apart. Caught where the payload was opened: it never leaves the room.</summary>
internal sealed class UnreadablePayloadException(QuarantineReason reason, string detail) : Exception(detail)
{
    public QuarantineReason Reason { get; } = reason;
}
