using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.BackFill;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>
/// Carries the journal of outputs into the time-series store, in order, at a position of its own. While the store is away the journal
/// is the queue, and nothing upstream notices. Points are written again after a crash; the store takes the same point for the same.
/// </summary>
/// <remarks>
/// Once the store is back and far behind, a second reader carries the newest points between the batches of the first, so that walls see the
/// present while history catches up (<see cref="CatchUp"/>). The first reads every frame: it alone counts what is stored, and of two versions
/// of one point it writes the later one again where the older one came after it.
/// </remarks>
internal sealed class TimeSeriesWriter(
    IJournal outputs, ITimeSeriesStore store, Ledger ledger, RecoveredOutputs recovered, IQuarantineStore quarantine, TimeSeriesOptions options, TimeProvider time,
    TimeSeriesWriterStatus status, StoredPosition stored, ILogger<TimeSeriesWriter> log,
    BackFillDesk? backFills = null) : BackgroundService
{
    /// <summary>Its name among the readers of the outputs.</summary>
    public const string ReaderName = "time-series";

    /// <summary>Of frames that are done already many go into one batch; some milliseconds of reading.</summary>
    private const int GatherBytes = 8 << 20;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(1);

    /// <summary>While there is always more to write: what a kill lets be written twice, against two fsyncs each time.</summary>
    private static readonly TimeSpan StoreEvery = TimeSpan.FromSeconds(1);

    private const int WorthAnInterruption = 256 << 10;

    private static readonly TimeSpan SettleFor = TimeSpan.FromSeconds(1);

    private readonly PointFrame _frame = new();
    private readonly PointBatchBuilder _points = new();
    private readonly StoredAccount _account = new(ledger, status);
    private readonly UnsettledDays _unsettled = new(time);
    private readonly CatchUp _catchUp = new(outputs, recovered, options, time);

    // Up to here the store has confirmed.
    private JournalPosition _confirmed;
    private JournalPosition _stored;
    private JournalPosition? _storedHead;
    private long _storedAt;
    private long _confirmedTime;
    private bool _positionIsRefused;

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _confirmed = _stored = outputs.LoadPosition(ReaderName) ?? JournalPosition.Start;
        _account.GivenUp.BeginAt(_confirmed);
        _catchUp.Restore(_account.Restore(outputs.LoadNote(ReaderName), _unsettled));
        _storedHead = _catchUp.Done.Last?.To;
        _storedAt = time.GetTimestamp();
        stored.Confirm(_confirmed, 0);
        StorageMeter.Writers.Add(status);
        return base.StartAsync(cancellationToken);
    }

    /// <summary>Stops, then writes what the pipeline decided before it stopped, within a bound.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (ExecuteTask is not { IsCompleted: false } && recovered.WhenCut.IsCompleted)
        {
            await DrainAsync(cancellationToken);
        }

        StorageMeter.Writers.Remove(status);
    }

    public override void Dispose()
    {
        _catchUp.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await recovered.WhenCut.WaitAsync(stoppingToken);
            _confirmed = recovered.Cut < _confirmed ? recovered.Cut : _confirmed;
            using var reader = outputs.Read(_confirmed);
            while (true)
            {
                await WriteAllAsync(reader, stoppingToken);
                await SettleAsync(reader, stoppingToken);
                await Task.Delay(options.BatchAge, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // A write may have been cut short; the drain begins after the last one confirmed.
            return;
        }
    }

    private async Task DrainAsync(CancellationToken cancellation)
    {
        using var bound = new CancellationTokenSource(options.Drain, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        using var reader = outputs.Read(_confirmed);
        _account.GivenUp.Return();
        try
        {
            await WriteAllAsync(reader, either.Token);
        }
        catch (OperationCanceledException)
        {
            StorePosition();
            StorageLog.StoreLeftBehind(log, outputs.End.Offset - _confirmed.Offset);
        }
    }

    private async Task WriteAllAsync(IJournalReader reader, CancellationToken cancellation)
    {
        while (Gather(reader) is { } lastTime)
        {
            var result = await WriteAsync(_points, cancellation);
            await FillAsync(lastTime, cancellation);
            _confirmed = reader.Position;
            _confirmedTime = lastTime;
            Account(result);
            stored.Confirm(_confirmed, lastTime);
            _catchUp.Confirm(_confirmed);
            ShowLag();
            await FollowHeadAsync(cancellation);
            if (time.GetElapsedTime(_storedAt) >= StoreEvery)
            {
                StorePosition();
            }

            cancellation.ThrowIfCancellationRequested();
        }

        _account.GivenUp.EndCommit();
        Account(null);
        LeaveHead();
        recovered.Confirm(_confirmed, ledger);
        StorePosition();
        ShowLag();
    }

    // Whole frames until there are enough points; the time of the last, or null when there was none.
    private long? Gather(IJournalReader reader)
    {
        _points.Clear();
        long? lastTime = null;
        var bytes = 0;
        while (_points.Count < options.BatchPoints && bytes < GatherBytes && reader.TryRead(out var frame))
        {
            lastTime = frame.TimeNanos;
            bytes += frame.Body.Length;
            try
            {
                var (messages, readings) = (_points.AcceptedMessages, _points.AcceptedReadings);
                _points.BeginFrame();
                _frame.Read(frame.Body.Span, _points);
                _account.GivenUp.Saw(
                    frame, _frame.AcceptedMessages, _frame.AcceptedReadings, _points.AcceptedMessages - messages, _points.AcceptedReadings - readings,
                    _catchUp.Done);
                _catchUp.Saw(frame, _points);
            }
            catch (InvalidDataException e)
            {
                status.Unreadable();
                StorageLog.FrameUnreadable(log, e, frame.Position.Offset);
            }
        }

        return lastTime;
    }

    // While the store has much to catch up, the newest points go between the batches, as often as they would without it.
    private async Task FollowHeadAsync(CancellationToken cancellation)
    {
        var isBeginning = _catchUp.Head is null;
        if (_catchUp.Follow(_confirmed) is not { } head)
        {
            return;
        }

        if (isBeginning)
        {
            status.SetCatchingUp(true);
            StorageLog.CatchingUp(log, outputs.End.Offset - _confirmed.Offset);
        }

        while (head.Gather(options.BatchPoints) is { } points)
        {
            var result = await WriteAsync(points, cancellation);
            stored.ConfirmHead(head.From, head.FromNanos, head.Position, head.TimeNanos);

            // What is refused is put aside and counted by the reader in order; so it is to meet it.
            if (result is { Rejected.Count: 0 })
            {
                status.Written(result.Written, 0);
                _catchUp.ConfirmHead();
            }
        }
    }

    private void LeaveHead()
    {
        if (_catchUp.Head is not null)
        {
            _catchUp.Leave();
            stored.LeaveHead();
            status.SetCatchingUp(false);
            StorageLog.CaughtUp(log);
        }
    }

    private Task<WriteResult?> WriteAsync(PointBatchBuilder points, CancellationToken cancellation) => points.Count == 0
        ? Task.FromResult<WriteResult?>(null)
        : TryAsync<WriteResult?>(async () => await store.WriteAsync(points.Batch, cancellation), cancellation);

    // Before the batch counts as written: after a crash the same days are counted again, with the same numbers.
    private async Task FillAsync(long clockNanos, CancellationToken cancellation)
    {
        if (_points.Touched.Count > 0 && backFills is not null)
        {
            await TryFillAsync(
                async () =>
                {
                    foreach (var day in await backFills.FillAsync(_points.Touched, clockNanos, cancellation))
                    {
                        _unsettled.Touch(day);
                    }
                },
                _points.Touched.Count, cancellation);
        }
    }

    // While nothing waits to be written: a day or some, then what has come meanwhile goes first. Of many devices a day takes long.
    private async Task SettleAsync(IJournalReader reader, CancellationToken cancellation)
    {
        var began = time.GetTimestamp();
        while (backFills is not null && _unsettled.Due is { } due && time.GetElapsedTime(began) < SettleFor)
        {
            await TryFillAsync(() => backFills.SettleAsync(due.Key, outputs.LastTimeNanos, WriteWhatWaitsAsync, cancellation), 1, cancellation);
            _unsettled.Settled(due);
        }

        Task WriteWhatWaitsAsync() =>
            outputs.End.Offset - _confirmed.Offset >= WorthAnInterruption ? WriteAllAsync(reader, cancellation) : Task.CompletedTask;
    }

    private Task<bool> TryFillAsync(Func<Task> fill, int days, CancellationToken cancellation) => TryAsync(
        async () =>
        {
            try
            {
                await fill();
            }
            catch (Exception e) when (e is not (StoreUnavailableException or OperationCanceledException))
            {
                // A bug of ours. The readings are stored; windows of the past are not worth standing still for.
                StorageLog.BackFillFailed(log, e, days);
            }

            return true;
        },
        cancellation);

    private async Task<T> TryAsync<T>(Func<Task<T>> write, CancellationToken cancellation)
    {
        var delay = FirstRetry;
        for (var tries = 1; ; tries++)
        {
            try
            {
                var result = await write();
                Recovered(tries);
                return result;
            }
            catch (StoreUnavailableException e)
            {
                Failed(e);
                await Task.Delay(e.RetryAfter is { } asked && asked > delay ? asked : delay, time, cancellation);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // A bug of ours or of the store's client. Going on would lose the batch; the journal keeps it until someone has looked.
                Failed(e);
                await Task.Delay(options.RetryDelay, time, cancellation);
            }

            delay = delay * 2 < options.RetryDelay ? delay * 2 : options.RetryDelay;
            ShowLag();
        }
    }

    // What is in the store, what it refuses and what was given up before it could be written: each accepted message is one of them.
    private void Account(WriteResult? result)
    {
        var (messages, readings) = (0L, 0L);
        if (result is not null)
        {
            status.Written(Math.Max(0, result.Written - _points.Again), result.Rejected.Count);
            foreach (var point in result.Rejected)
            {
                messages += point.AcceptedReadings > 0 ? 1 : 0;
                readings += point.AcceptedReadings;
            }

            PutAside(result.Rejected);
        }

        _account.State(_frame.AcceptedMessages, _frame.AcceptedReadings, messages, readings);
    }

    // Below 0 because the inputs' quarantine counts from 0; the position is that of the outputs.
    private void PutAside(IReadOnlyList<RejectedPoint> rejected)
    {
        for (var i = 0; i < rejected.Count; i++)
        {
            var point = rejected[i];
            quarantine.Add(new QuarantinedMessage(
                _confirmed, -1 - i, point.Series, default, QuarantineReason.StoreRefused, $"{point.Reason} (at {point.TimeNanos} ns)",
                NowNanos()));
        }

        if (rejected.Count > 0)
        {
            StorageLog.PointsRejected(log, rejected.Count, rejected[0].Series, rejected[0].Reason);
        }
    }

    private void StorePosition()
    {
        var head = _catchUp.Done.Last?.To;
        _storedAt = time.GetTimestamp();
        if (_stored == _confirmed && _storedHead == head && !_account.IsChanged && !_unsettled.IsChanged)
        {
            return;
        }

        try
        {
            outputs.StorePosition(ReaderName, _confirmed, _account.ToNote(_unsettled.ToNote(), _catchUp.ToNote()));
            _account.Noted();
            _unsettled.Noted();
            _stored = _confirmed;
            _storedHead = head;
            if (_positionIsRefused)
            {
                _positionIsRefused = false;
                StorageLog.PositionStoredAgain(log, ReaderName);
            }
        }
        catch (IOException e)
        {
            // The next round tries again; until then a restart would write some points twice over.
            if (!_positionIsRefused)
            {
                _positionIsRefused = true;
                StorageLog.PositionNotStored(log, e, ReaderName);
            }
        }
    }

    private void ShowLag() => status.SetLag(
        outputs.End.Offset - _confirmed.Offset, outputs.End > _confirmed && _confirmedTime > 0 ? outputs.LastTimeNanos - _confirmedTime : 0);

    private void Failed(Exception e)
    {
        _catchUp.StoreFailed(NowNanos());
        if (status.IsStoreUp)
        {
            status.SetFault(e.Message, NowNanos());
            StorageLog.StoreDown(log, e, e.Message);
        }
    }

    private void Recovered(int tries)
    {
        if (status.DownSinceNanos is { } since)
        {
            status.SetFault(null, 0);
            StorageLog.StoreBack(log, (NowNanos() - since) / 1e9, tries, outputs.End.Offset - _confirmed.Offset);
        }
    }

    private long NowNanos() => (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * 100;
}
