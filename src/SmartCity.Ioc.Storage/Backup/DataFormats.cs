using SmartCity.Ioc.Storage.Checkpoints;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Storage.TimeSeries;

namespace SmartCity.Ioc.Storage.Backup;

/// <summary>The versions of what this server writes into its data directory, by a name that stays: those of a file are its schema's.</summary>
public static class DataFormats
{
    public static IReadOnlyDictionary<string, int> Known { get; } = new SortedDictionary<string, int>(StringComparer.Ordinal)
    {
        ["journal"] = Segment.Version,
        ["journal-position"] = PositionFile.Version,
        ["journal-points"] = PointEncoder.Version,
        ["checkpoint"] = CheckpointFile.Version,
        ["history.db"] = TimeSeriesSchema.Migrations.Count,
        ["alerts.db"] = AlertStatements.Migrations.Count,
        ["quarantine.db"] = QuarantineStatements.Migrations.Count,
        ["evidence.db"] = EvidenceStatements.Migrations.Count,
        ["indicators.db"] = IndicatorStatements.Migrations.Count,
        ["walls.db"] = WallStatements.Migrations.Count,
    };
}
