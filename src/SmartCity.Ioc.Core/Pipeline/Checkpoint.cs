namespace SmartCity.Ioc.Pipeline;

/// <summary>A stored checkpoint, open for reading.</summary>
/// <param name="mark">What it belongs to.</param>
/// <param name="state">The state as it was written; closed with the checkpoint.</param>
/// <param name="name">What to call it where it can not be read: its path.</param>
public sealed class Checkpoint(CheckpointMark mark, Stream state, string name = "the newest") : IDisposable
{
    public string Name { get; } = name;

    public CheckpointMark Mark { get; } = mark;

    public Stream State { get; } = state;

    public void Dispose() => State.Dispose();
}
