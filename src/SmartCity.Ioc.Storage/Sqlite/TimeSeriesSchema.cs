namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>
/// The tables behind history. Clustered (<c>WITHOUT ROWID</c>) by what is asked: whose, then when, so that a day of one device is one run
/// of neighbouring pages however large the file is.
/// </summary>
internal static class TimeSeriesSchema
{
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE device (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE metric (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
        CREATE TABLE reading (device INTEGER NOT NULL, time INTEGER NOT NULL, data BLOB NOT NULL, PRIMARY KEY (device, time)) WITHOUT ROWID;
        CREATE TABLE series (
          id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, owner TEXT NOT NULL, kind TEXT NOT NULL, metric TEXT NOT NULL,
          UNIQUE (scope, owner, metric, kind));
        CREATE TABLE span (
          series INTEGER NOT NULL, length INTEGER NOT NULL, start INTEGER NOT NULL, revision INTEGER NOT NULL, count INTEGER NOT NULL,
          sum REAL NOT NULL, min REAL NOT NULL, max REAL NOT NULL, first REAL NOT NULL, last REAL NOT NULL, deviation REAL NOT NULL,
          p50 REAL, p95 REAL, p99 REAL, coverage REAL NOT NULL,
          PRIMARY KEY (series, length, start)) WITHOUT ROWID;
        """,
    ];
}
