using Microsoft.Data.Sqlite;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>Prepares commands whose parameters are set by position, row after row.</summary>
internal static class SqliteStatement
{
    public static SqliteCommand Prepare(SqliteConnection connection, string sql, params ReadOnlySpan<(string Name, SqliteType Type)> parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Every text is a constant of this room; what comes from outside goes in as a parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, type) in parameters)
        {
            command.Parameters.Add(name, type);
        }

        command.Prepare();
        return command;
    }
}
