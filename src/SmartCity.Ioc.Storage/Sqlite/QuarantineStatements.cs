using Microsoft.Data.Sqlite;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>What the writing connection of the quarantine does. It knows how much is kept, so that a bound costs no counting.</summary>
internal sealed class QuarantineStatements : IDisposable
{
    private readonly SqliteCommand _add;
    private readonly SqliteCommand _size;
    private readonly SqliteCommand _oldest;
    private readonly SqliteCommand _drop;

    public QuarantineStatements(SqliteConnection connection)
    {
        _add = SqliteStatement.Prepare(
            connection,
            """
            INSERT INTO quarantine (position, ordinal, topic, payload, reason, detail, received_at, element)
            VALUES ($position, $ordinal, $topic, $payload, $reason, $detail, $received_at, $element) ON CONFLICT DO NOTHING
            """,
            ("$position", SqliteType.Integer), ("$ordinal", SqliteType.Integer), ("$topic", SqliteType.Text), ("$payload", SqliteType.Blob),
            ("$reason", SqliteType.Integer), ("$detail", SqliteType.Text), ("$received_at", SqliteType.Integer), ("$element", SqliteType.Integer));
        _size = SqliteStatement.Prepare(
            connection, "SELECT length(payload) FROM quarantine WHERE position = $position AND ordinal = $ordinal",
            ("$position", SqliteType.Integer), ("$ordinal", SqliteType.Integer));
        _oldest = SqliteStatement.Prepare(
            connection, "SELECT position, ordinal FROM quarantine ORDER BY position, ordinal LIMIT 1");
        _drop = SqliteStatement.Prepare(
            connection, "DELETE FROM quarantine WHERE position = $position AND ordinal = $ordinal",
            ("$position", SqliteType.Integer), ("$ordinal", SqliteType.Integer));
        using var count = connection.CreateCommand();
        count.CommandText = "SELECT COUNT(*), IFNULL(SUM(length(payload)), 0) FROM quarantine";
        using var reader = count.ExecuteReader();
        reader.Read();
        Rows = reader.GetInt64(0);
        Bytes = reader.GetInt64(1);
    }

    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE quarantine (
          position INTEGER NOT NULL, ordinal INTEGER NOT NULL, topic TEXT NOT NULL, payload BLOB NOT NULL, reason INTEGER NOT NULL,
          detail TEXT NOT NULL, received_at INTEGER NOT NULL, PRIMARY KEY (position, ordinal));
        CREATE INDEX quarantine_by_reason ON quarantine (reason, position, ordinal);
        """,
        "ALTER TABLE quarantine ADD COLUMN element INTEGER NOT NULL DEFAULT -1;",
    ];

    public long Rows { get; private set; }

    public long Bytes { get; private set; }

    public void Add(QuarantinedMessage message)
    {
        var values = _add.Parameters;
        values[0].Value = message.Position.Offset;
        values[1].Value = message.Ordinal;
        values[2].Value = message.Topic;
        values[3].Value = message.Payload.ToArray();
        values[4].Value = (int)message.Reason;
        values[5].Value = message.Detail;
        values[6].Value = message.ReceivedAtNanos;
        values[7].Value = message.Element;
        if (_add.ExecuteNonQuery() > 0)
        {
            Rows++;
            Bytes += message.Payload.Length;
        }
    }

    public void DropOldest()
    {
        long position;
        long ordinal;
        using (var reader = _oldest.ExecuteReader())
        {
            reader.Read();
            (position, ordinal) = (reader.GetInt64(0), reader.GetInt64(1));
        }

        Remove(position, ordinal);
    }

    public void Remove(long position, long ordinal)
    {
        (_size.Parameters[0].Value, _size.Parameters[1].Value) = (position, ordinal);
        if (_size.ExecuteScalar() is long size)
        {
            (_drop.Parameters[0].Value, _drop.Parameters[1].Value) = (position, ordinal);
            _drop.ExecuteNonQuery();
            Rows--;
            Bytes -= size;
        }
    }

    public void Dispose()
    {
        _add.Dispose();
        _size.Dispose();
        _oldest.Dispose();
        _drop.Dispose();
    }
}
