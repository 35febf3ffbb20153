namespace SmartCity.Ioc.Quality;

/// <summary>
/// The ledger's columns. Each message is counted once on its way in (<see cref="Received"/>) and once where it went; the numbers are on
/// disk: never reuse one. An element of a batch payload is a message; a payload that can not be taken apart is one.
/// </summary>
public enum LedgerEntry : byte
{
    /// <summary>Taken from the journal, whatever becomes of it. Counted by the decoder. A readable message marked
    /// <see cref="Readings.MessageMarks.Retained"/> is not counted here (CONTRACT section 3: not counted again).</summary>
    Received = 0,

    /// <summary>New and in time: goes to windows, rules and the store. Counted by the pipeline.</summary>
    Accepted = 1,

    /// <summary>Seen before. Counted by the pipeline.</summary>
    Duplicate = 2,

    /// <summary>Beyond the correction horizon: stored raw, in no window. Counted by the pipeline.</summary>
    Late = 3,

    /// <summary>Put aside with a reason. Counted by whoever puts it aside.</summary>
    Quarantined = 4,

    /// <summary>The broker's copy of a last known value; outside the balance. Counted by the pipeline.</summary>
    Retained = 5,

    /// <summary>Missing in a device's sequence; outside the balance. Counted by the pipeline when the gap shows.</summary>
    Lost = 6,

    /// <summary>Counted as lost and come after all. Counted by the pipeline.</summary>
    Recovered = 7,

    /// <summary>Accepted and confirmed by the time-series store. Counted by its writer, from its own thread, in order of acceptance.</summary>
    Stored = 8,

    /// <summary>Accepted, but its single readings are not stored because the server was behind; windows and rules have it. Counted by the
    /// journal of outputs.</summary>
    Thinned = 9,

    /// <summary>QoS 0 and not taken in because the server was behind; outside the balance. Counted by the shard, as the journal says.</summary>
    Shed = 10,
}
