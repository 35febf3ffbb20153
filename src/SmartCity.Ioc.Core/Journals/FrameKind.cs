namespace SmartCity.Ioc.Journals;

/// <summary>What a journal frame holds. The numbers are on disk: never reuse one.</summary>
public enum FrameKind : byte
{
    /// <summary>Messages as they came in: topic, payload, flags (<c>SmartCity.Ioc.Ingest</c> lays them out).</summary>
    Messages = 1,

    /// <summary>The clock moved on and nothing came in. The body is empty; the frame's time is the clock.</summary>
    Tick = 2,

    /// <summary>An operator's or a program's command to the alerts or the registry, as JSON.</summary>
    Command = 3,

    /// <summary>Points for the time series store (the journal of outputs, not the one of inputs).</summary>
    Points = 4,

    /// <summary>Accepted and late readings for the time series store, apart from <see cref="Points"/> because over the disk budget they
    /// are what is given up first.</summary>
    Readings = 5,

    /// <summary>Where frames stood that were given up over the disk budget: the header's length says how far the next frame is. Never
    /// handed to a reader.</summary>
    GivenUp = 6,

    /// <summary>A frame of inputs on which the pipeline failed twice, live and in the replay: its position, 8 bytes, little-endian. From the
    /// next start on its messages are put aside.</summary>
    PutAside = 7,

    /// <summary>From here on foreign messages are read as this text of <c>decoders.yaml</c> says (UTF-8).</summary>
    Decoders = 10,

    /// <summary>Messages that were put aside and are decoded again; what is in force now decides (<c>SmartCity.Ioc.Ingest</c> lays them out).</summary>
    Redrive = 11,

    /// <summary>What was given up under load: messages shed before the journal, and whose single readings are not stored from here on
    /// (<c>SmartCity.Ioc.Ingest</c> lays it out). A replay thins where the live run did.</summary>
    Load = 12,
}
