using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Journaling;
using SmartCity.Ioc.Ingest.Overload;
using SmartCity.Ioc.Ingest.Shards;

namespace SmartCity.Ioc.Ingest;

/// <summary>
/// Runs the journal stage and the shard's loop, a thread each. Its start ends when the past has been replayed, so that whoever is started
/// after it meets a city that knows its state; its stop ends when what was taken in is dealt with, or after the drain time.
/// </summary>
internal sealed class IngestService : IHostedService, IDisposable
{
    // Frames between the two threads; with a millisecond of messages in each, some tens of milliseconds of a shard that is busy saving.
    private const int QueuedFrames = 64;

    private readonly InputInbox _inbox;
    private readonly ShardLoop _shard;
    private readonly JournalStage _stage;
    private readonly LoadWatch _load;
    private readonly LiveFrameQueue _live = new(QueuedFrames);
    private readonly IngestOptions _options;
    private readonly TimeProvider _time;
    private readonly IngestStatus _status;
    private readonly IHostApplicationLifetime _lifetime;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _patience = new();
    private readonly TaskCompletionSource _recovered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IngestService(
        InputInbox inbox, ShardParts parts, LoadWatch load, IOptions<IngestOptions> options, IOptions<RegistrationOptions> registration, TimeProvider time,
        IngestStatus status, IngestMetrics metrics, IHostApplicationLifetime lifetime, ILogger<IngestService> logger)
    {
        _inbox = inbox;
        _options = options.Value;
        _time = time;
        _status = status;
        _lifetime = lifetime;
        _logger = logger;
        _shard = new ShardLoop(parts, _live, inbox, _options, registration.Value, time, status, metrics, logger);
        _load = load;
        _stage = new JournalStage(inbox, parts.Inputs, _live, load, _options, time, status, metrics, logger);
        _shard.SyncWanted = _stage.AskForSync;
        metrics.Watch(_live);
    }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        using var impatient = cancellationToken.UnsafeRegister(static patience => ((CancellationTokenSource)patience!).Cancel(), _patience);
        new Thread(RunShard) { Name = "ioc-shard", IsBackground = true }.Start();
        await _recovered.Task;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _inbox.Close();
        if (!_recovered.Task.IsCompletedSuccessfully)
        {
            await _patience.CancelAsync();
            return;
        }

        try
        {
            await _ended.Task.WaitAsync(_options.Drain, _time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            _logger.DrainTimedOut(_options.Drain);
            await _patience.CancelAsync();
        }
    }

    public void Dispose()
    {
        // A thread that outlived the drain time still uses them; the process is about to end.
        if (_recovered.Task.IsCompletedSuccessfully && !_ended.Task.IsCompleted)
        {
            return;
        }

        _stage.Dispose();
        _shard.Dispose();
        _patience.Dispose();
    }

    private void RunShard()
    {
        try
        {
            _shard.Recover(_patience.Token);
        }
        catch (Exception e)
        {
            _recovered.TrySetException(e);
            return;
        }

        _load.Start(_shard.Kept);
        new Thread(RunStage) { Name = "ioc-journal", IsBackground = true }.Start();
        _inbox.Open();
        _status.SetRecovered();
        _recovered.TrySetResult();
        try
        {
            _shard.Follow(_patience.Token);
        }
        catch (OperationCanceledException)
        {
            // The stop has said so.
        }
        catch (Exception e)
        {
            GiveUp("shard", e);
        }

        _live.Complete();
        Drop();
        _status.SetStopped();
        _ended.TrySetResult();
    }

    private void RunStage()
    {
        try
        {
            _stage.Run();
        }
        catch (Exception e)
        {
            GiveUp("journal", e);
            _inbox.Close();
            _live.Complete();
        }
    }

    // A bug, or no memory: a new process goes on from the checkpoint, this one can not.
    private void GiveUp(string thread, Exception reason)
    {
        _logger.ThreadFailed(thread, reason);
        _lifetime.StopApplication();
    }

    // What the shard leaves behind is on disk; those who wait for it here must not wait for ever.
    private void Drop()
    {
        while (_live.TryDequeue(out var frame))
        {
            if (frame.Buffer is { } buffer)
            {
                _inbox.Return(buffer);
            }

            frame.Command?.Fail(new IOException("The server stopped before the command was applied; it is applied at the next start."));
        }
    }
}
