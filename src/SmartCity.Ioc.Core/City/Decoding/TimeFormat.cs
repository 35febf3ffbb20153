namespace SmartCity.Ioc.City.Decoding;

/// <summary>How a sender writes its time.</summary>
public enum TimeFormat
{
    /// <summary>A number by its size: seconds, milliseconds, microseconds or nanoseconds since 1970. A text as RFC 3339, without an offset
    /// as a local time; of an interval <c>from/to</c> its beginning.</summary>
    Auto,
    UnixS,
    UnixMs,
    UnixUs,
    UnixNs,

    /// <summary><c>20170503112756</c>, a local time.</summary>
    Compact,

    /// <summary>Seconds before its arrival.</summary>
    AgeS,
}
