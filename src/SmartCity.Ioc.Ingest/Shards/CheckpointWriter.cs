using System.Text;
using SmartCity.Ioc.Ingest.Overload;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>
/// The shard's whole state to the disk and back: clock, registry, load, pipeline. The shard's thread writes it down in memory, which is all that it
/// waits for; a thread of the checkpoint's own makes the outputs durable and the file. Between two checkpoints lie 10 s of input or some
/// hundreds of MiB: what a start replays.
/// </summary>
internal sealed class CheckpointWriter(ShardParts parts, PipelineClock clock, FrameDecoder decoder, LoadBook load, CheckpointContext context) : IDisposable
{
    private const byte Version = 4;

    private const byte WithDecoders = 2;
    private const byte WithRedriven = 3;
    private const byte WithLoad = 4;
    private const byte OldestVersion = 1;

    private readonly object _gate = new();
    private readonly StateBuffer _state = new();
    private Thread? _thread;
    private CheckpointMark? _due;
    private CheckpointMark _before;
    private bool _closed;
    private volatile bool _isBusy;
    private volatile bool _isRefused;

    /// <summary>A checkpoint is on its way to the disk; there is one at a time.</summary>
    public bool IsBusy => _isBusy;

    /// <summary>The last one did not arrive: the one before stays, and the inputs behind it too.</summary>
    public bool IsRefused => _isRefused;

    /// <summary>Reads the newest checkpoint, cuts the outputs back to it, and says where the inputs go on.</summary>
    /// <exception cref="InvalidDataException">The state can not be read by this version or under these settings.</exception>
    public JournalPosition Restore()
    {
        var inputs = parts.Inputs;
        using var checkpoint = parts.Checkpoints.OpenNewest();
        var mark = checkpoint?.Mark ?? new CheckpointMark(inputs.First, JournalPosition.Start);
        if (checkpoint is not null)
        {
            try
            {
                Restore(checkpoint.State);
            }
            catch (InvalidDataException e)
            {
                throw new InvalidDataException($"{e.Message} (checkpoint '{checkpoint.Name}')", e);
            }
        }

        parts.Points.TruncateAfter(mark.Outputs);
        if (mark.Inputs < inputs.First)
        {
            context.Logger.InputsMissing(mark.Inputs.Offset, inputs.First.Offset);
        }

        // A journal shorter than its checkpoint was cut by hand or by a failing disk. Its positions go on where the checkpoint ends, so that
        // the next start does not take new input for old.
        if (mark.Inputs > inputs.End)
        {
            context.Logger.InputsMissing(inputs.End.Offset, mark.Inputs.Offset);
            inputs.TruncateAfter(mark.Inputs);
        }

        _before = mark;
        return mark.Inputs;
    }

    /// <summary>Writes the state down and leaves the rest to the other thread. Only while <see cref="IsBusy"/> is false.</summary>
    /// <param name="next">The inputs before this are in the state, and durable.</param>
    /// <returns>How long the shard stood still for it.</returns>
    public TimeSpan Begin(JournalPosition next)
    {
        var began = context.Time.GetTimestamp();
        _state.Clear();
        using (var writer = new BinaryWriter(_state, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            clock.Save(writer);
            RegistryState.Save(writer, parts.Registry, decoder.Payloads);
            decoder.Foreign.Save(writer);
            decoder.Redriven.Save(writer);
            load.Save(writer);
            parts.Pipeline.Save(writer);
        }

        lock (_gate)
        {
            _due = new CheckpointMark(next, parts.Points.Length);
            _isBusy = true;
            if (_thread is null)
            {
                _thread = new Thread(Run) { Name = "ioc-checkpoint", IsBackground = true };
                _thread.Start();
            }

            Monitor.PulseAll(_gate);
        }

        var pause = context.Time.GetElapsedTime(began);
        context.Metrics.RecordCheckpointPause(pause);
        return pause;
    }

    /// <summary>Returns when nothing is on its way to the disk any more.</summary>
    public void Settle()
    {
        lock (_gate)
        {
            while (_isBusy)
            {
                Monitor.Wait(_gate);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }

        _thread?.Join();
        _state.Dispose();
    }

    private void Restore(Stream state)
    {
        using var reader = new BinaryReader(state, Encoding.UTF8, leaveOpen: true);
        var version = reader.ReadByte();
        if (version is < OldestVersion or > Version)
        {
            throw new InvalidDataException($"The checkpoint has version {version}; this program reads up to {Version}. Start the newer server again, or give it another data directory.");
        }

        clock.Restore(reader);
        RegistryState.Restore(reader, parts.Registry, decoder.Payloads, context.Interval);
        if (version >= WithDecoders)
        {
            decoder.Foreign.Restore(reader);
        }

        if (version >= WithRedriven)
        {
            decoder.Redriven.Restore(reader);
        }

        if (version >= WithLoad)
        {
            load.Restore(reader);
        }

        parts.Pipeline.Restore(reader);
    }

    private void Run()
    {
        while (TryTake(out var mark))
        {
            var began = context.Time.GetTimestamp();
            try
            {
                Store(mark);
                _isRefused = false;
                context.Metrics.RecordCheckpoint(context.Time.GetElapsedTime(began));
                if (context.Status.CheckpointFault is not null)
                {
                    context.Status.SetCheckpointFault(null);
                    context.Logger.CheckpointTakesAgain();
                }
            }
            catch (Exception e)
            {
                // Whatever the reason: the one before stays, and the next is due after the usual time.
                _isRefused = true;
                if (context.Status.CheckpointFault is null)
                {
                    context.Status.SetCheckpointFault(e.Message);
                    context.Logger.CheckpointRefused(e.Message, e);
                }
            }

            lock (_gate)
            {
                _isBusy = false;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private bool TryTake(out CheckpointMark mark)
    {
        lock (_gate)
        {
            while (_due is null && !_closed)
            {
                Monitor.Wait(_gate);
            }

            mark = _due.GetValueOrDefault();
            var isTaken = _due is not null;
            _due = null;
            return isTaken;
        }
    }

    private void Store(CheckpointMark mark)
    {
        parts.Points.MakeDurable(mark.Outputs);
        foreach (var output in parts.Outputs)
        {
            output.MakeDurable();
        }

        parts.Checkpoints.Save(mark, _state.WriteTo);

        // The store falls back to the checkpoint before if this one turns out torn, so its inputs have to stay.
        parts.Inputs.StorePosition(JournalKeys.PipelineReader, _before.Inputs);
        _before = mark;
    }
}
