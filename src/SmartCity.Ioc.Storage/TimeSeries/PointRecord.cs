namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// The records in a frame of the journal of outputs. The body begins with a version byte and, as variable-length integers, the ledger's
/// accepted messages and readings up to this frame. A name (zone, kind, device, metric) is written in UTF-8 when it first comes up in a
/// frame and is its number, from 0, from then on: no index of the process reaches the disk, and a frame reads without any other.
/// </summary>
/// <remarks>Integers are variable-length (7 bits a byte, low first) unless a width is given; widths are little endian.</remarks>
internal enum PointRecord : byte
{
    /// <summary>length, UTF-8.</summary>
    Name = 1,

    /// <summary>zone, kind, device, time (i64), count, then count times metric and value (f64).</summary>
    Readings = 2,

    /// <summary>The same, of a message beyond the correction horizon.</summary>
    LateReadings = 3,

    /// <summary>zone, kind, metric, device + 1 or 0, start (i64), length (i64), revision, count, sum, min, max, first, last, deviation,
    /// p50, p95, p99, coverage (f64 each).</summary>
    Window = 4,

    /// <summary>zone, rule, severity, device, id, state as texts (length + 1 or 0, UTF-8), value (f64, NaN for none), time (i64).</summary>
    Alert = 5,

    /// <summary>Like <see cref="Readings"/>: accepted ones of a past that the pipeline does not hold any more.</summary>
    BackFilled = 6,

    /// <summary>Like <see cref="Readings"/>, but the values mean nothing: a day of the device is to be counted once more.</summary>
    Refill = 7,

    /// <summary>Nothing. The readings of the record behind it are of a message without a time: the arrival stands in.</summary>
    TimeAssumed = 8,
}
