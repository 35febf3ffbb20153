namespace SmartCity.Ioc.Pipeline;

/// <summary>What becomes of a message.</summary>
internal enum Verdict : byte
{
    /// <summary>New and in time.</summary>
    Accepted,

    /// <summary>New, or too old to tell, and beyond correction.</summary>
    Late,

    /// <summary>New, beyond correction and marked as history: stored, and its windows are counted once more from the store.</summary>
    BackFilled,

    /// <summary>Came before.</summary>
    Duplicate,

    /// <summary>The broker's copy of a last known value that is news.</summary>
    LastKnown,

    /// <summary>Such a copy that is none.</summary>
    OldNews,
}
