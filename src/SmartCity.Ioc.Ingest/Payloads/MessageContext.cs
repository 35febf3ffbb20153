using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Payloads;

/// <summary>What is known of a payload before it is opened.</summary>
internal readonly ref struct MessageContext
{
    public required ReadOnlySpan<byte> Topic { get; init; }

    /// <summary>Index of the device, and of its kind.</summary>
    public required int Device { get; init; }

    public required int Kind { get; init; }

    public DeliveryMarks Flags { get; init; }

    public MessageMarks Marks =>
        ((Flags & DeliveryMarks.Retained) != 0 ? MessageMarks.Retained : MessageMarks.None)
        | ((Flags & DeliveryMarks.Historical) != 0 ? MessageMarks.Historical : MessageMarks.None);
}
