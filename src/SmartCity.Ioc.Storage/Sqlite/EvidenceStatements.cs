using Microsoft.Data.Sqlite;
using SmartCity.Ioc.Evidence;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>What the writing connection of the evidence database does.</summary>
internal sealed class EvidenceStatements(SqliteConnection connection) : IDisposable
{
    private readonly SqliteCommand _hold = SqliteStatement.Prepare(
        connection,
        """
        INSERT INTO hold (id, scope, owner, start, stop, until, reason, creator, created, released)
        VALUES ($id, $scope, $owner, $start, $stop, $until, $reason, $creator, $created, $released)
        ON CONFLICT DO UPDATE SET until = excluded.until, released = excluded.released
        """,
        ("$id", SqliteType.Text), ("$scope", SqliteType.Integer), ("$owner", SqliteType.Text), ("$start", SqliteType.Integer),
        ("$stop", SqliteType.Integer), ("$until", SqliteType.Integer), ("$reason", SqliteType.Text), ("$creator", SqliteType.Text),
        ("$created", SqliteType.Integer), ("$released", SqliteType.Integer));

    private readonly SqliteCommand _device = SqliteStatement.Prepare(
        connection, "INSERT INTO held_device (hold, device) VALUES ($hold, $device) ON CONFLICT DO NOTHING",
        ("$hold", SqliteType.Text), ("$device", SqliteType.Text));

    private readonly SqliteCommand _act = SqliteStatement.Prepare(
        connection, "INSERT INTO act (hold, at, actor, action, note) VALUES ($hold, $at, $actor, $action, $note)",
        ("$hold", SqliteType.Text), ("$at", SqliteType.Integer), ("$actor", SqliteType.Text), ("$action", SqliteType.Text), ("$note", SqliteType.Text));

    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE hold (
          id TEXT PRIMARY KEY, scope INTEGER NOT NULL, owner TEXT NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL,
          until INTEGER NOT NULL, reason TEXT NOT NULL, creator TEXT NOT NULL, created INTEGER NOT NULL, released INTEGER) WITHOUT ROWID;
        CREATE TABLE held_device (hold TEXT NOT NULL, device TEXT NOT NULL, PRIMARY KEY (hold, device)) WITHOUT ROWID;
        CREATE TABLE act (number INTEGER PRIMARY KEY, hold TEXT NOT NULL, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, note TEXT);
        CREATE INDEX act_of_hold ON act (hold);
        """,
    ];

    public void Store(EvidenceHold hold)
    {
        object[] values =
        [
            hold.Id, (int)hold.Scope, hold.Owner, hold.FromNanos, hold.ToNanos, hold.UntilNanos, hold.Reason, hold.CreatedBy, hold.CreatedNanos,
            hold.ReleasedNanos is { } released ? released : DBNull.Value,
        ];
        for (var i = 0; i < values.Length; i++)
        {
            _hold.Parameters[i].Value = values[i];
        }

        _hold.ExecuteNonQuery();
    }

    public void Cover(string hold, IReadOnlyCollection<string> devices)
    {
        _device.Parameters[0].Value = hold;
        foreach (var device in devices)
        {
            _device.Parameters[1].Value = device;
            _device.ExecuteNonQuery();
        }
    }

    public void Store(EvidenceAct act)
    {
        _act.Parameters[0].Value = act.Hold;
        _act.Parameters[1].Value = act.AtNanos;
        _act.Parameters[2].Value = act.By;
        _act.Parameters[3].Value = act.Action;
        _act.Parameters[4].Value = act.Note is { } note ? note : DBNull.Value;
        _act.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _hold.Dispose();
        _device.Dispose();
        _act.Dispose();
    }
}
