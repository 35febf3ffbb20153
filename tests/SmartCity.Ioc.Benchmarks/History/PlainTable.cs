using Microsoft.Data.Sqlite;

namespace SmartCity.Ioc.Benchmarks.History;

/// <summary>The yardstick of SQLite: a row for each reading, a primary key over what is asked, the store's own settings.</summary>
internal sealed class PlainTable : IDisposable
{
    private readonly SqliteConnection _connection;

    public PlainTable(string path)
    {
        _connection = new SqliteConnection($"Data Source={path};Pooling=false");
        _connection.Open();
        Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536; PRAGMA wal_autocheckpoint = 4000;");
        Execute("CREATE TABLE reading (device INTEGER, metric INTEGER, time INTEGER, value REAL, PRIMARY KEY (device, metric, time)) WITHOUT ROWID");
    }

    public void Fill(int devices, int ticks, long intervalNanos, long startNanos, int batch)
    {
        using var insert = _connection.CreateCommand();
        insert.CommandText = "INSERT INTO reading VALUES ($device, $metric, $time, $value)";
        var (device, metric, time, value) = (Add(insert, "$device"), Add(insert, "$metric"), Add(insert, "$time"), Add(insert, "$value"));
        var written = 0;
        Execute("BEGIN");
        for (var tick = 0; tick < ticks; tick++)
        {
            for (var i = 0; i < devices * 5; i++)
            {
                (device.Value, metric.Value, time.Value, value.Value) = (i / 5, i % 5, startNanos + (tick * intervalNanos), tick / 10.0);
                insert.ExecuteNonQuery();
                if (++written % batch == 0)
                {
                    Execute("COMMIT; BEGIN");
                }
            }
        }

        Execute("COMMIT");
    }

    public int CountDay(int device, int metric, long fromNanos, long toNanos)
    {
        using var question = _connection.CreateCommand();
        question.CommandText = "SELECT time, value FROM reading WHERE device = $device AND metric = $metric AND time >= $from AND time < $to ORDER BY time";
        (Add(question, "$device").Value, Add(question, "$metric").Value, Add(question, "$from").Value, Add(question, "$to").Value) =
            (device, metric, fromNanos, toNanos);
        using var rows = question.ExecuteReader();
        var count = 0;
        while (rows.Read())
        {
            count += rows.GetDouble(1) >= 0 ? 1 : 0;
        }

        return count;
    }

    public void Dispose() => _connection.Dispose();

    private static SqliteParameter Add(SqliteCommand command, string name) => command.Parameters.AddWithValue(name, DBNull.Value);

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
