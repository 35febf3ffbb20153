using Microsoft.Data.Sqlite;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>Questions whose answers are small enough to be read whole.</summary>
internal static class SqliteQuery
{
    public static List<T> Read<T>(
        Func<SqliteConnection> open, string sql, ReadOnlySpan<(string Name, object? Value)> parameters, Func<SqliteDataReader, T> row)
    {
        using var connection = open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this room; what comes from outside goes in as a parameter.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
