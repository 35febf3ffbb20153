using System.Globalization;
using System.Threading.Channels;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Storage.Sqlite;

/// <summary>
/// The quarantine in one SQLite file. A queue of bounded length leads to a writer of its own, so that the shard never waits: when it is
/// full the newest message is not kept, counted; the journal of inputs still has it. Rows and bytes are bounded: the oldest go first.
/// </summary>
public sealed class SqliteQuarantineStore : IQuarantineStore, IAsyncDisposable, IDisposable
{
    private const int QueueLength = 4096;
    private const int BatchRows = 500;
    private const int LargestPage = 1000;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly SqliteDatabase<QuarantineStatements> _database;
    private readonly Channel<Change> _queue = Channel.CreateBounded<Change>(
        new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Task _writer;
    private readonly long _maxRows;
    private readonly long _maxBytes;
    private long _notKept;
    private long _dropped;

    /// <exception cref="Files.NewerFormatException">A newer version wrote the file.</exception>
    public SqliteQuarantineStore(
        string path, TimeProvider time, ILogger<SqliteQuarantineStore> log, long maxRows = 100_000, long maxBytes = 512L << 20)
    {
        _time = time;
        _log = log;
        _maxRows = maxRows;
        _maxBytes = maxBytes;
        _database = new SqliteDatabase<QuarantineStatements>(path, QuarantineStatements.Migrations, c => new QuarantineStatements(c), time, log);
        _writer = Task.Run(WriteAsync);
    }

    /// <summary>Messages that the full queue could not take.</summary>
    public long NotKept => Volatile.Read(ref _notKept);

    /// <summary>Messages deleted to keep the bounds.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    public void Add(QuarantinedMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);

        // The payload may lie in a buffer that the next frame overwrites.
        var kept = message with { Payload = message.Payload.ToArray() };
        if (!_queue.Writer.TryWrite(new Change(message.Position, message.Ordinal, kept)) && Interlocked.Increment(ref _notKept) == 1)
        {
            StorageLog.QuarantineOverrun(_log, QueueLength);
        }
    }

    /// <remarks>When the queue is full the message stays; driven again once more, it is known to be elsewhere and goes then.</remarks>
    public void Remove(JournalPosition position, int ordinal) => _queue.Writer.TryWrite(new Change(position, ordinal, null));

    public ValueTask<(IReadOnlyList<QuarantinedMessage> Messages, string? NextCursor)> ListAsync(
        QuarantineReason? reason, string? cursor, int limit, CancellationToken cancellation)
    {
        limit = Math.Clamp(limit, 1, LargestPage);
        var (position, ordinal) = ParseCursor(cursor);
        try
        {
            var messages = SqliteQuery.Read(
                _database.OpenReader,
                """
                SELECT position, ordinal, topic, payload, reason, detail, received_at, element FROM quarantine
                WHERE ($reason IS NULL OR reason = $reason) AND (position, ordinal) < ($position, $ordinal)
                ORDER BY position DESC, ordinal DESC LIMIT $limit
                """,
                [("$reason", reason is null ? null : (int)reason), ("$position", position), ("$ordinal", ordinal), ("$limit", limit + 1)],
                r => new QuarantinedMessage(
                    new JournalPosition(r.GetInt64(0)), r.GetInt32(1), r.GetString(2), r.GetFieldValue<byte[]>(3), (QuarantineReason)r.GetInt32(4),
                    r.GetString(5), r.GetInt64(6), r.GetInt32(7)));
            var more = messages.Count > limit;
            if (more)
            {
                messages.RemoveAt(limit);
            }

            var next = more ? string.Create(CultureInfo.InvariantCulture, $"{messages[^1].Position.Offset}:{messages[^1].Ordinal}") : null;
            return ValueTask.FromResult<(IReadOnlyList<QuarantinedMessage>, string?)>((messages, next));
        }
        catch (SqliteException e)
        {
            throw _database.TranslateRead(e);
        }
    }

    /// <summary>Writes what is queued, then closes; what the disk refuses now stays in the journal of inputs only.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_queue.Writer.TryComplete())
        {
            return;
        }

        await _stop.CancelAsync();
        await _writer;
        _database.Dispose();
        _stop.Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private static (long Position, long Ordinal) ParseCursor(string? cursor)
    {
        if (cursor is null)
        {
            return (long.MaxValue, 0);
        }

        var colon = cursor.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            && long.TryParse(cursor.AsSpan(0, colon), NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && long.TryParse(cursor.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
            ? (position, ordinal)
            : throw new FormatException("The cursor is not one that this list gave out.");
    }

    private async Task WriteAsync()
    {
        var batch = new List<Change>(BatchRows);
        var failing = false;
        while (batch.Count > 0 || await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < BatchRows && _queue.Reader.TryRead(out var change))
            {
                batch.Add(change);
            }

            try
            {
                _database.Write(s => Store(s, batch));
                batch.Clear();
                failing = false;
            }
            catch (StoreUnavailableException e)
            {
                if (!failing)
                {
                    failing = true;
                    StorageLog.QuarantineUnavailable(_log, e);
                }

                if (_stop.IsCancellationRequested)
                {
                    return;
                }

                await Task.Delay(RetryDelay, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private int Store(QuarantineStatements statements, List<Change> batch)
    {
        foreach (var change in batch)
        {
            if (change.Message is { } message)
            {
                statements.Add(message);
            }
            else
            {
                statements.Remove(change.Position.Offset, change.Ordinal);
            }
        }

        var dropped = 0;
        while (statements.Rows > _maxRows || (statements.Bytes > _maxBytes && statements.Rows > 1))
        {
            statements.DropOldest();
            dropped++;
        }

        Interlocked.Add(ref _dropped, dropped);
        return dropped;
    }

    /// <summary>A message to keep, or one to remove.</summary>
    private readonly record struct Change(JournalPosition Position, int Ordinal, QuarantinedMessage? Message);
}
