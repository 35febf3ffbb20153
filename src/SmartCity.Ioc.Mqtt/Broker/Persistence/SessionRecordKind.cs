namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>What a record of the session log says. The numbers are on disk.</summary>
internal enum SessionRecordKind : byte
{
    Session = 1,
    SessionRemoved = 2,
    Subscription = 3,
    SubscriptionRemoved = 4,
    Message = 5,
    Enqueued = 6,
    Sent = 7,
    Released = 8,
    Removed = 9,
    IncomingAdded = 10,
    IncomingRemoved = 11,
    Retained = 12,
    RetainedRemoved = 13,
    Will = 14,
    WillRemoved = 15,

    /// <summary>The version of all that follows; the first record of a log. A log without it is of version 1.</summary>
    Format = 16,
}
