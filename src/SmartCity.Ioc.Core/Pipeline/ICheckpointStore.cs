namespace SmartCity.Ioc.Pipeline;

/// <summary>Where the pipeline's state is kept between starts. One caller at a time.</summary>
public interface ICheckpointStore
{
    /// <summary>Opens the newest checkpoint that is whole (its checksum is right); an older one where the newest is torn; null where there is
    /// none.</summary>
    Checkpoint? OpenNewest();

    /// <summary>Writes a checkpoint beside the older ones and returns when it is durable (fsync of the file and of its folder); until then
    /// the one before stays valid. Keeps the newest two or three.</summary>
    /// <param name="write">Writes the state; called once, with a buffered stream that can not seek.</param>
    /// <exception cref="IOException">The disk refuses; the checkpoint before stays.</exception>
    void Save(CheckpointMark mark, Action<Stream> write);
}
