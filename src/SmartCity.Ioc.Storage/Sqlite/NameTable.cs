using Microsoft.Data.Sqlite;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>Numbers for names, in a table of the database and, for the writing connection's life, in memory.</summary>
internal sealed class NameTable : IDisposable
{
    private readonly Dictionary<string, long> _known = new(StringComparer.Ordinal);
    private readonly SqliteCommand _find;
    private readonly SqliteCommand _add;

    public NameTable(SqliteConnection connection, string table)
    {
        _find = Prepared(connection, $"SELECT id FROM {table} WHERE name = $name");
        _add = Prepared(connection, $"INSERT INTO {table} (name) VALUES ($name) RETURNING id");
    }

    public long GetOrAdd(string name)
    {
        if (!_known.TryGetValue(name, out var id))
        {
            _find.Parameters[0].Value = name;
            if (_find.ExecuteScalar() is long found)
            {
                id = found;
            }
            else
            {
                _add.Parameters[0].Value = name;
                id = (long)_add.ExecuteScalar()!;
            }

            _known[name] = id;
        }

        return id;
    }

    public void Dispose()
    {
        _find.Dispose();
        _add.Dispose();
    }

    private static SqliteCommand Prepared(SqliteConnection connection, string sql) =>
        SqliteStatement.Prepare(connection, sql, ("$name", SqliteType.Text));
}
