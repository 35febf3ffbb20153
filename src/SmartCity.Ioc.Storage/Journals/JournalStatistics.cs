namespace SmartCity.Ioc.Storage.Journals;

/// <summary>Counters of one journal since it was opened; the lengths are as they stand now.</summary>
/// <param name="CutBytes">Torn tail removed when it was opened.</param>
/// <param name="DamagedBytes">Passed over by readers because no sound frame stood there.</param>
/// <param name="DamagedPlaces">How often.</param>
/// <param name="GivenUpBytes">Deleted over the disk budget before everyone had read it.</param>
/// <param name="MissedBytes">Asked for by readers after it was deleted.</param>
/// <param name="Failures">Writes and syncs that the disk refused.</param>
public readonly record struct JournalStatistics(
    long HeldBytes,
    long BudgetBytes,
    int Segments,
    long Frames,
    long AppendedBytes,
    long Syncs,
    long CutBytes,
    long DamagedBytes,
    long DamagedPlaces,
    long GivenUpBytes,
    long MissedBytes,
    long Failures);
