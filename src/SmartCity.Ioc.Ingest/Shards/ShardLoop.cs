using System.Text;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Journaling;
using SmartCity.Ioc.Ingest.Overload;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>
/// The one thread on which the city is decided. On start: checkpoint, then the inputs after it. From then on: the frames that the journal
/// stage hands over, from memory. Frame by frame: decode, pipeline, outputs; from time to time a checkpoint.
/// </summary>
/// <remarks>
/// What is wrong with a message ends in quarantine, and so does a message on which decoding itself fails. An exception out of the pipeline is
/// a bug that leaves its state in doubt: it ends the loop, and the next process goes on from the checkpoint. Where the replay fails at the
/// same frame, that frame is marked and put aside by the process after it.
/// </remarks>
internal sealed class ShardLoop : IBatchSink, IDisposable
{
    /// <summary>The shard stands still while it writes its state down, and alerts wait: at most half a percent of the time, so that of a
    /// hundred alerts ninety-nine do not notice. 40 ms (some 50 MB of state) leave the next checkpoint due after the usual 10 s.</summary>
    private const int TimesThePause = 200;

    private readonly IJournal _inputs;
    private readonly LiveFrameQueue _live;
    private readonly InputInbox _inbox;
    private readonly FrameDecoder _decoder;
    private readonly QuarantineDesk _quarantine;
    private readonly ICityPipeline _pipeline;
    private readonly PipelineClock _clock;
    private readonly Ledger _ledger;
    private readonly OutputGate _outputs;
    private readonly PoisonedFrames _poisoned;
    private readonly CheckpointWriter _checkpoints;
    private readonly LoadBook _load;
    private readonly IngestOptions _options;
    private readonly TimeProvider _time;
    private readonly IngestStatus _status;
    private readonly ILogger _logger;
    private TimeSpan _pause;
    private JournalPosition _done;
    private JournalPosition _saved;
    private long _savedAt;
    private bool _hasContent;
    private bool _handedOver;

    public ShardLoop(
        ShardParts parts, LiveFrameQueue live, InputInbox inbox, IngestOptions options, RegistrationOptions registration, TimeProvider time,
        IngestStatus status, IngestMetrics metrics, ILogger logger)
    {
        _inputs = parts.Inputs;
        _live = live;
        _inbox = inbox;
        _pipeline = parts.Pipeline;
        _clock = new PipelineClock(parts.Clock);
        _ledger = parts.Ledger;
        _quarantine = new QuarantineDesk(parts.Quarantine, metrics);
        _decoder = new FrameDecoder(
            parts.Registry, registration, _clock, _quarantine, parts.Ledger, this, metrics, logger);
        _decoder.Foreign.Changed = parts.Scope.Replace;
        if (parts is { Crew: { } crew, Map: { } map })
        {
            _decoder.ShareWith(crew, map, registration);
        }

        _poisoned = new PoisonedFrames(parts.Inputs);
        _outputs = new OutputGate(parts.Points, parts.Outputs, time, status, logger);
        _load = new LoadBook(parts.Points, parts.Ledger);
        _checkpoints = new CheckpointWriter(
            parts, _clock, _decoder, _load, new CheckpointContext(registration.ExpectedInterval, time, status, metrics, logger));
        _options = options;
        _time = time;
        _status = status;
        _logger = logger;
    }

    /// <summary>A checkpoint is on its way to the disk while frames go on.</summary>
    public bool IsSaving => _checkpoints.IsBusy;

    /// <summary>Kinds whose single readings are stored, as the journal says; null for all.</summary>
    public IReadOnlyList<string>? Kept => _load.Kept;

    /// <summary>Raised when a checkpoint waits for a frame that is durable.</summary>
    public Action? SyncWanted { get; set; }

    /// <summary>Brings the state to where it was when the process ended, however it ended.</summary>
    /// <exception cref="InvalidDataException">The checkpoint can not be read by this version or under these settings.</exception>
    /// <exception cref="OperationCanceledException">The patience is over.</exception>
    public void Recover(CancellationToken patience)
    {
        var began = _time.GetTimestamp();
        var from = _done = _saved = _checkpoints.Restore();
        var end = _inputs.End;
        _poisoned.Find(from, end);
        _logger.Recovering(from.Offset, end.Offset - from.Offset);
        long frames = 0;
        long messages = 0;
        _quarantine.BeginAgain();
        using var reader = _inputs.Read(from);
        while (reader.Position < end && reader.TryRead(out var frame))
        {
            patience.ThrowIfCancellationRequested();
            try
            {
                messages += Handle(frame.Kind, frame.Position, frame.Next, frame.TimeNanos, frame.Body, null, recovering: true, patience);
            }
            catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
            {
                _poisoned.Mark(frame.Position);
                _logger.FramePoisoned(frame.Position.Offset, e);
                throw;
            }

            frames++;
        }

        _outputs.Recovered(_done, _clock.NowNanos, patience);
        _quarantine.EndAgain(from);
        _savedAt = _time.GetTimestamp();
        _logger.Recovered(frames, messages, _time.GetElapsedTime(began));
    }

    /// <summary>Follows the live frames until the last one, then leaves a checkpoint behind.</summary>
    /// <exception cref="OperationCanceledException">The patience is over; what is left is dealt with at the next start.</exception>
    public void Follow(CancellationToken patience)
    {
        var durable = true;
        while (_live.TryDequeue(out var frame))
        {
            patience.ThrowIfCancellationRequested();
            _status.Frame = new FrameTimes(frame.Buffer?.OpenedNanos ?? 0, frame.TimeNanos, HostTime.NowNanos(_time));
            var body = frame.Buffer is { } buffer ? buffer.Body : frame.Command is { } command ? command.Body : default;
            Handle(frame.Kind, frame.Position, frame.Next, frame.TimeNanos, body, frame.Command, recovering: false, patience);
            if (frame.Buffer is not null)
            {
                _inbox.Return(frame.Buffer);
            }

            durable = frame.Durable;
            if (CheckpointIsDue())
            {
                SaveAt(durable);
            }
        }

        _checkpoints.Settle();
        if (durable && (_done > _saved || _checkpoints.IsRefused))
        {
            _checkpoints.Begin(_done);
            _checkpoints.Settle();
        }
    }

    public void OnBatch(ReadingBatch batch)
    {
        _handedOver = true;
        _pipeline.OnBatch(batch);
    }

    public void OnReject(int device, QuarantineReason reason) => _pipeline.OnReject(device, reason, _clock.NowNanos);

    public void Dispose()
    {
        _checkpoints.Dispose();
        _decoder.Dispose();
    }

    private int Handle(
        FrameKind kind, JournalPosition position, JournalPosition next, long timeNanos, ReadOnlyMemory<byte> body, PendingCommand? pending,
        bool recovering, CancellationToken patience)
    {
        _handedOver = false;
        var messages = 0;
        CommandResult? result = null;
        var moved = _clock.OnFrame(timeNanos);
        switch (kind)
        {
            case FrameKind.Messages when _poisoned.Contains(position):
                messages = _decoder.PutAside(position, timeNanos, body.Span);
                _logger.FramePutAside(position.Offset, messages);
                _handedOver = true;
                break;
            case FrameKind.Tick or FrameKind.Command or FrameKind.Decoders or FrameKind.Redrive or FrameKind.Load when _poisoned.Contains(position):
                _handedOver = true;
                break;
            case FrameKind.Messages:
                using (_ledger.CountTogether())
                {
                    messages = _decoder.Decode(position, timeNanos, body);
                }

                _hasContent = true;
                break;
            case FrameKind.Command:
                result = Apply(position, pending?.Command ?? CommandJson.Decode(body.Span));
                _handedOver = _hasContent = true;
                break;
            case FrameKind.Decoders:
                result = Apply(body.Span);
                _hasContent = true;
                break;
            case FrameKind.Redrive:
                result = Redrive(position, timeNanos, body.Span, pending);
                _hasContent = true;
                break;
            case FrameKind.Load:
                result = Apply(position, timeNanos, body.Span);
                _hasContent = true;
                break;
            default:
                break;
        }

        // A frame with nothing but bad messages is a moment too.
        if (moved && !_handedOver)
        {
            _pipeline.OnTick(_clock.NowNanos);
        }

        _outputs.FrameDone(next, _clock.NowNanos, recovering, patience);
        _done = next;
        _status.SetClock(_clock.NowNanos, timeNanos);
        if (result is not null)
        {
            pending?.Complete(result);
        }
        else
        {
            pending?.Fail(new InvalidDataException("The command could not be read back."));
        }

        return messages;
    }

    private CommandResult? Apply(JournalPosition position, AlertCommand? command)
    {
        if (command is null)
        {
            _logger.FrameMalformed(position.Offset);
            return null;
        }

        return _pipeline.OnCommand(command, _clock.NowNanos);
    }

    private CommandResult Apply(ReadOnlySpan<byte> decoders)
    {
        var fault = _decoder.Foreign.Replace(Encoding.UTF8.GetString(decoders));
        if (fault is not null)
        {
            _logger.DecodersRefused(fault);
        }

        return new CommandResult("", fault is null ? CommandOutcome.Done : CommandOutcome.NotAllowed, null, fault);
    }

    private CommandResult? Apply(JournalPosition position, long timeNanos, ReadOnlySpan<byte> load)
    {
        if (!_load.Apply(load, timeNanos))
        {
            _logger.FrameMalformed(position.Offset);
            return null;
        }

        return new CommandResult("", CommandOutcome.Done, null, null);
    }

    private CommandResult? Redrive(JournalPosition position, long timeNanos, ReadOnlySpan<byte> body, PendingCommand? pending)
    {
        IReadOnlyList<QuarantinedMessage> messages;
        try
        {
            messages = RedriveFrame.Read(body.ToArray());
        }
        catch (InvalidDataException)
        {
            _logger.FrameMalformed(position.Offset);
            return null;
        }

        RedriveCounts counts;
        using (_ledger.CountTogether())
        {
            counts = _decoder.Redrive(position, timeNanos, messages);
        }

        pending?.Redriven = counts;
        return new CommandResult("", CommandOutcome.Done, null, null);
    }

    private bool CheckpointIsDue() =>
        !_checkpoints.IsBusy
        && (_done.Offset - _saved.Offset >= _options.CheckpointBytes
            || ((_hasContent || _checkpoints.IsRefused) && _time.GetElapsedTime(_savedAt) >= LongerOf(_options.Checkpoint, TimesThePause * _pause)));

    private static TimeSpan LongerOf(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void SaveAt(bool durable)
    {
        // Never ahead of what a power cut leaves of the inputs.
        if (!durable)
        {
            SyncWanted?.Invoke();
            return;
        }

        _pause = _checkpoints.Begin(_done);
        _saved = _done;
        _savedAt = _time.GetTimestamp();
        _hasContent = false;
    }
}
