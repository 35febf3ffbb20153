using Microsoft.Data.Sqlite;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>What the writing connection of the walls' database does. Times are milliseconds since the Unix epoch.</summary>
internal sealed class WallStatements(SqliteConnection connection) : IDisposable
{
    public const string Columns =
        "id, screen, address, width, height, first_seen, reported_at, sent_screen, sent_by, sent_at, retired_by, retired_at, retired_note";

    private readonly SqliteCommand _wall = SqliteStatement.Prepare(
        connection,
        $"""
        INSERT OR REPLACE INTO wall ({Columns})
        VALUES ($id, $screen, $address, $width, $height, $first, $reported, $sent, $sender, $sent_at, $retirer, $retired_at, $retired_note)
        """,
        ("$id", SqliteType.Text), ("$screen", SqliteType.Text), ("$address", SqliteType.Text), ("$width", SqliteType.Integer),
        ("$height", SqliteType.Integer), ("$first", SqliteType.Integer), ("$reported", SqliteType.Integer), ("$sent", SqliteType.Text),
        ("$sender", SqliteType.Text), ("$sent_at", SqliteType.Integer), ("$retirer", SqliteType.Text), ("$retired_at", SqliteType.Integer),
        ("$retired_note", SqliteType.Text));

    private readonly SqliteCommand _forget = SqliteStatement.Prepare(connection, "DELETE FROM wall WHERE id = $id", ("$id", SqliteType.Text));

    private readonly SqliteCommand _act = SqliteStatement.Prepare(
        connection, "INSERT INTO act (wall, at, action, actor, origin, note) VALUES ($wall, $at, $action, $actor, $origin, $note)",
        ("$wall", SqliteType.Text), ("$at", SqliteType.Integer), ("$action", SqliteType.Text), ("$actor", SqliteType.Text),
        ("$origin", SqliteType.Text), ("$note", SqliteType.Text));

    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE wall (
          id TEXT PRIMARY KEY, screen TEXT, address TEXT, width INTEGER NOT NULL, height INTEGER NOT NULL, first_seen INTEGER NOT NULL,
          reported_at INTEGER NOT NULL, sent_screen TEXT, sent_by TEXT, sent_at INTEGER, retired_by TEXT, retired_at INTEGER,
          retired_note TEXT) WITHOUT ROWID;
        CREATE TABLE act (
          number INTEGER PRIMARY KEY, wall TEXT NOT NULL, at INTEGER NOT NULL, action TEXT NOT NULL, actor TEXT NOT NULL, origin TEXT, note TEXT);
        CREATE INDEX act_of_wall ON act (wall);
        """,
    ];

    public void Store(KnownWall wall) => Run(
        _wall, wall.Id, wall.Screen, wall.Address, wall.Width, wall.Height, wall.FirstSeen.ToUnixTimeMilliseconds(),
        wall.ReportedAt.ToUnixTimeMilliseconds(), wall.Order?.Screen, wall.Order?.By, wall.Order?.At.ToUnixTimeMilliseconds(),
        wall.Retired?.By, wall.Retired?.At.ToUnixTimeMilliseconds(), wall.Retired?.Note);

    public void Forget(string wall) => Run(_forget, wall);

    public void Store(WallAct act) =>
        Run(_act, act.Wall, act.At.ToUnixTimeMilliseconds(), act.Action, act.By, act.From, act.Note);

    public static KnownWall ReadWall(SqliteDataReader row) => new(
        row.GetString(0), TextAt(row, 1), TextAt(row, 2), row.GetInt32(3), row.GetInt32(4), TimeAt(row, 5), TimeAt(row, 6),
        row.IsDBNull(7) ? null : new WallOrder(row.GetString(7), row.GetString(8), TimeAt(row, 9)),
        row.IsDBNull(10) ? null : new WallRetirement(row.GetString(10), TimeAt(row, 11), TextAt(row, 12)));

    public static WallAct ReadAct(SqliteDataReader row) =>
        new(row.GetString(0), TimeAt(row, 1), row.GetString(2), row.GetString(3), TextAt(row, 4), TextAt(row, 5));

    public void Dispose()
    {
        _wall.Dispose();
        _forget.Dispose();
        _act.Dispose();
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    private static string? TextAt(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static DateTimeOffset TimeAt(SqliteDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
