namespace SmartCity.Ioc.Pipeline;

/// <summary>A stored checkpoint, open for reading.</summary>
/// <param name="mark">What it belongs to.</param>
/// <param name="state">The state as it was written; closed with the checkpoint.</param>
public sealed class Checkpoint(CheckpointMark mark, Stream state) : IDisposable
{
    public CheckpointMark Mark { get; } = mark;

    public Stream State { get; } = state;

    public void Dispose() => State.Dispose();
}
