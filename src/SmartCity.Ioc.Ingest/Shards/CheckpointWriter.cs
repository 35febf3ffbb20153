using System.Text;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Ingest.Payloads;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>
/// The shard's whole state to the disk and back: clock, registry, pipeline. Between two checkpoints lie 10 s of input or some hundreds of
/// MiB; what a start replays. Owned by the shard's thread.
/// </summary>
internal sealed class CheckpointWriter(
    ICheckpointStore store, IJournal inputs, IPointLog points, IReadOnlyList<IShardOutput> outputs, CityRegistry registry, ICityPipeline pipeline, PipelineClock clock,
    PayloadDecoder payloads, TimeSpan interval, TimeProvider time, IngestStatus status, IngestMetrics metrics, ILogger logger)
{
    private const byte Version = 1;

    private CheckpointMark _before;

    /// <summary>Reads the newest checkpoint, cuts the outputs back to it, and says where the inputs go on.</summary>
    /// <exception cref="InvalidDataException">The state can not be read by this version or under these settings.</exception>
    public JournalPosition Restore()
    {
        using var checkpoint = store.OpenNewest();
        var mark = checkpoint?.Mark ?? new CheckpointMark(inputs.First, JournalPosition.Start);
        if (checkpoint is not null)
        {
            using var reader = new BinaryReader(checkpoint.State, Encoding.UTF8, leaveOpen: true);
            var version = reader.ReadByte();
            if (version != Version)
            {
                throw new InvalidDataException($"The checkpoint has version {version}; this program reads {Version}.");
            }

            clock.Restore(reader);
            RegistryState.Restore(reader, registry, payloads, interval);
            pipeline.Restore(reader);
        }

        points.TruncateAfter(mark.Outputs);
        if (mark.Inputs < inputs.First)
        {
            logger.InputsMissing(mark.Inputs.Offset, inputs.First.Offset);
        }

        // A journal shorter than its checkpoint was cut by hand or by a failing disk. Its positions go on where the checkpoint ends, so that
        // the next start does not take new input for old.
        if (mark.Inputs > inputs.End)
        {
            logger.InputsMissing(inputs.End.Offset, mark.Inputs.Offset);
            inputs.TruncateAfter(mark.Inputs);
        }

        _before = mark;
        return mark.Inputs;
    }

    /// <param name="next">The inputs before this are in the state, and durable.</param>
    /// <returns>False when the disk or an output refuses: the checkpoint before stays, the inputs behind it too.</returns>
    public bool TrySave(JournalPosition next)
    {
        var began = time.GetTimestamp();
        try
        {
            points.MakeDurable();
            foreach (var output in outputs)
            {
                output.MakeDurable();
            }

            var mark = new CheckpointMark(next, points.Length);
            store.Save(mark, Write);

            // The store falls back to the checkpoint before if this one turns out torn, so its inputs have to stay.
            inputs.StorePosition(JournalKeys.PipelineReader, _before.Inputs);
            _before = mark;
        }
        catch (IOException e)
        {
            if (status.CheckpointFault is null)
            {
                status.SetCheckpointFault(e.Message);
                logger.CheckpointRefused(e.Message, e);
            }

            return false;
        }

        metrics.RecordCheckpoint(time.GetElapsedTime(began));
        if (status.CheckpointFault is not null)
        {
            status.SetCheckpointFault(null);
            logger.CheckpointTakesAgain();
        }

        return true;
    }

    private void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Version);
        clock.Save(writer);
        RegistryState.Save(writer, registry, payloads);
        pipeline.Save(writer);
    }
}
