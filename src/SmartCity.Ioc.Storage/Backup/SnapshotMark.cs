using SmartCity.Ioc.Journals;

namespace SmartCity.Ioc.Storage.Backup;

/// <summary>What a snapshot is of.</summary>
/// <param name="TakenAt">Whatever was acknowledged before this is in it.</param>
/// <param name="Checkpoint">Where a start on it goes on in the inputs; null where it begins with the first.</param>
/// <param name="InputsEnd">Where the inputs end.</param>
/// <param name="Formats">Versions of what is in it, see <see cref="DataFormats"/>.</param>
public sealed record SnapshotMark(DateTimeOffset TakenAt, JournalPosition? Checkpoint, JournalPosition InputsEnd, IReadOnlyDictionary<string, int> Formats);
