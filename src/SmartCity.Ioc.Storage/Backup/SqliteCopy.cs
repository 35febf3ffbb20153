using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SmartCity.Ioc.Storage.Backup;

/// <summary>A copy of a SQLite file as of one moment, by SQLite's own online backup; whoever writes goes on meanwhile.</summary>
internal static class SqliteCopy
{
    // A server that moves a long WAL into its file holds it for moments.
    private const int PatienceSeconds = 60;

    /// <returns>The copy's <c>user_version</c>.</returns>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="IOException">It can not be read, or the copy not be written.</exception>
    public static int Make(string path, string copy)
    {
        try
        {
            using var source = Open(path, SqliteOpenMode.ReadWrite);
            using var target = Open(copy, SqliteOpenMode.ReadWriteCreate);
            source.BackupDatabase(target);

            // Of one file: nothing of it may lie in a WAL when it is read.
            Ask(target, "PRAGMA journal_mode = DELETE");
            var found = Ask(target, "PRAGMA quick_check(1)");
            return found is "ok"
                ? Convert.ToInt32(Ask(target, "PRAGMA user_version"), CultureInfo.InvariantCulture)
                : throw new InvalidDataException($"'{path}' is damaged: {found}");
        }
        catch (SqliteException e) when (e.SqliteErrorCode is 11 or 26)
        {
            throw new InvalidDataException($"'{path}' is damaged: {e.Message}", e);
        }
        catch (SqliteException e)
        {
            throw new IOException($"'{path}' can not be copied: {e.Message}", e);
        }
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = PatienceSeconds }.ToString());
        connection.Open();
        return connection;
    }

    private static object? Ask(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this class.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
