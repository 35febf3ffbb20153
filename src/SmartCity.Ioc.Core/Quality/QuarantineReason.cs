namespace SmartCity.Ioc.Quality;

/// <summary>Why a message was put aside. A small fixed set: it is a metric's tag and a filter of the REST interface, in kebab case there.</summary>
public enum QuarantineReason : byte
{
    /// <summary>The topic is not <c>ioc/v1/{zone}/{kind}/{device}</c>.</summary>
    MalformedTopic,

    /// <summary>Not UTF-8, not JSON, or not an object or an array of objects.</summary>
    MalformedPayload,

    /// <summary>Over 256 KiB.</summary>
    TooLarge,

    /// <summary>The device is not registered and registration by speaking is off.</summary>
    UnknownDevice,

    /// <summary><c>id</c>, <c>zone</c> or <c>type</c> contradict the topic, or the topic contradicts the registry.</summary>
    IdentityMismatch,

    /// <summary><c>ts</c> is not a time.</summary>
    BadTime,

    /// <summary>More than 5 minutes in the future.</summary>
    FutureTime,

    /// <summary>A declared metric is outside its range.</summary>
    OutOfRange,

    /// <summary>A member has a type that it must not have.</summary>
    BadType,

    /// <summary>No value, attribute, event or status in it.</summary>
    Empty,

    /// <summary>Accepted, but the time-series store can never keep it. Not part of the ledger's balance: it was counted as accepted.</summary>
    StoreRefused,

    /// <summary>Our own code failed on it; it is kept until that is mended.</summary>
    ProcessingFailed,

    /// <summary>A decoder takes the topic, but none of its mappings knows a message of this form.</summary>
    Unmapped,

    /// <summary>The unit that the sender names can not be converted to the metric's.</summary>
    BadUnit,

    /// <summary>The names for its numbers come with a birth certificate (Sparkplug), and none has come yet.</summary>
    BeforeBirth,
}
