using System.ComponentModel.DataAnnotations;

namespace SmartCity.Ioc.Ingest;

/// <summary>How input is gathered, journaled and followed (<c>Ioc:Ingest</c>). The defaults fit from a district office to a city.</summary>
public sealed class IngestOptions
{
    /// <summary>Most that one frame of the journal holds. Twice the longest message at least.</summary>
    [Range(1024 * 1024, 64 * 1024 * 1024)]
    public int BufferBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Frames between the sockets and the shard, being filled, written and decoded. When all are in use, sockets are not read.</summary>
    [Range(3, 256)]
    public int Buffers { get; set; } = 8;

    /// <summary>How long the first message of a frame waits for company.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:00.100")]
    public TimeSpan Coalesce { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Time between two ticks of the pipeline's clock while nothing comes in.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:00:10")]
    public TimeSpan Tick { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Longest time that input of QoS 0 alone stays without an fsync.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Sync { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Time between two checkpoints while there is input. A restart replays at most this and <see cref="CheckpointBytes"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Checkpoint { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Input after which a checkpoint is made even earlier.</summary>
    [Range(1024 * 1024, long.MaxValue)]
    public long CheckpointBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>How far the shard may be behind what came in before senders are held back and, stage by stage, something is given up. Zero: for
    /// ever; then senders wait when the buffers are full.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan OverloadLag { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long all must be well before a stage is left.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan OverloadHold { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a stop waits for what was taken in to be dealt with. What is not is on disk and is dealt with at the next start.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(5);
}
