using Microsoft.Data.Sqlite;
using SmartCity.Ioc.Indicators;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>What the writing connection of the indicators' database does.</summary>
internal sealed class IndicatorStatements(SqliteConnection connection) : IDisposable
{
    public const string Columns = "indicator, time, value, note, actor, origin, put_at, revision, numerator, denominator";

    private readonly SqliteCommand _find = SqliteStatement.Prepare(
        connection, $"SELECT {Columns} FROM observation WHERE indicator = $indicator AND time = $time",
        ("$indicator", SqliteType.Text), ("$time", SqliteType.Integer));

    private readonly SqliteCommand _keep = SqliteStatement.Prepare(
        connection, $"INSERT INTO replaced ({Columns}) SELECT {Columns} FROM observation WHERE indicator = $indicator AND time = $time",
        ("$indicator", SqliteType.Text), ("$time", SqliteType.Integer));

    private readonly SqliteCommand _put = SqliteStatement.Prepare(
        connection,
        $"INSERT OR REPLACE INTO observation ({Columns}) VALUES ($indicator, $time, $value, $note, $actor, $origin, $put_at, $revision, $numerator, $denominator)",
        ("$indicator", SqliteType.Text), ("$time", SqliteType.Integer), ("$value", SqliteType.Real), ("$note", SqliteType.Text),
        ("$actor", SqliteType.Text), ("$origin", SqliteType.Text), ("$put_at", SqliteType.Integer), ("$revision", SqliteType.Integer),
        ("$numerator", SqliteType.Real), ("$denominator", SqliteType.Real));

    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE observation (
          indicator TEXT NOT NULL, time INTEGER NOT NULL, value REAL NOT NULL, note TEXT, actor TEXT NOT NULL, origin TEXT,
          put_at INTEGER NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (indicator, time)) WITHOUT ROWID;
        CREATE TABLE replaced (
          indicator TEXT NOT NULL, time INTEGER NOT NULL, value REAL NOT NULL, note TEXT, actor TEXT NOT NULL, origin TEXT,
          put_at INTEGER NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (indicator, time, revision)) WITHOUT ROWID;
        """,
        """
        ALTER TABLE observation ADD COLUMN numerator REAL;
        ALTER TABLE observation ADD COLUMN denominator REAL;
        ALTER TABLE replaced ADD COLUMN numerator REAL;
        ALTER TABLE replaced ADD COLUMN denominator REAL;
        """,
    ];

    public (IndicatorObservation Stored, IndicatorPut Outcome) Put(IndicatorObservation observation)
    {
        if (Find(observation) is not { } earlier)
        {
            var first = observation with { Revision = 1 };
            Write(first);
            return (first, IndicatorPut.Created);
        }

        if (earlier.SaysTheSame(observation))
        {
            return (earlier, IndicatorPut.Unchanged);
        }

        (_keep.Parameters[0].Value, _keep.Parameters[1].Value) = (observation.Indicator, observation.TimeNanos);
        _keep.ExecuteNonQuery();
        var next = observation with { Revision = earlier.Revision + 1 };
        Write(next);
        return (next, IndicatorPut.Replaced);
    }

    public static IndicatorObservation Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetInt64(1), row.GetDouble(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5), row.GetInt64(6), row.GetInt32(7), row.IsDBNull(8) ? null : row.GetDouble(8),
        row.IsDBNull(9) ? null : row.GetDouble(9));

    public void Dispose()
    {
        _find.Dispose();
        _keep.Dispose();
        _put.Dispose();
    }

    private IndicatorObservation? Find(IndicatorObservation observation)
    {
        (_find.Parameters[0].Value, _find.Parameters[1].Value) = (observation.Indicator, observation.TimeNanos);
        using var reader = _find.ExecuteReader();
        return reader.Read() ? Read(reader) : null;
    }

    private void Write(IndicatorObservation o)
    {
        object[] values =
        [
            o.Indicator, o.TimeNanos, o.Value, o.Note is { } note ? note : DBNull.Value, o.By, o.From is { } from ? from : DBNull.Value,
            o.PutAtNanos, o.Revision, o.Numerator is { } numerator ? numerator : DBNull.Value, o.Denominator is { } denominator ? denominator : DBNull.Value,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            _put.Parameters[i].Value = values[i];
        }

        _put.ExecuteNonQuery();
    }
}
