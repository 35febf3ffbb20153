using System.ComponentModel.DataAnnotations;

namespace SmartCity.Ioc.Push;

/// <summary>Bounds of the live push.</summary>
public sealed class LivePushOptions
{
    /// <summary>Slowest and fastest pace that a client may ask for, frames a second; what it asks is brought into this range.</summary>
    [Range(0.01, 1)]
    public double MinHz { get; set; } = 0.1;

    /// <inheritdoc cref="MinHz"/>
    [Range(1, 60)]
    public double MaxHz { get; set; } = 20;

    /// <summary>Pace of a client that asks for none.</summary>
    [Range(0.1, 60)]
    public double DefaultHz { get; set; } = 4;

    /// <summary>Longest time between two frames.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Frames that may be on their way without having been painted, for clients that acknowledge.</summary>
    [Range(1, 64)]
    public int AckWindow { get; set; } = 4;

    /// <summary>A client that owes an acknowledgement and sends none for so long is cut; a large frame is given more, by its size.</summary>
    public TimeSpan AckTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one frame may take to leave. Long, since the whole state of a large city on a slow line is no fault, and a client
    /// that does not read costs no more than that one frame; SignalR's own default of 10 s cuts it.</summary>
    public TimeSpan SendTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long walls with the same filter may share what was encoded for one of them.</summary>
    public TimeSpan ShareChangesFor { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>The same for a large whole state, which costs more: 0.2 s for 100,000 devices. The next frame brings what is newer.</summary>
    public TimeSpan ShareSnapshotsFor { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A whole state of more bytes is a large one; a smaller one costs little, and who comes next sees what was heard meanwhile.</summary>
    public long LargeSnapshot { get; set; } = 1024 * 1024;

    /// <summary>First frames of this size at most, in bytes, wait for nobody.</summary>
    public long SmallFirstFrame { get; set; } = 64 * 1024;

    /// <summary>Bytes of first frames that may be on their way at a time; one that is larger goes alone.</summary>
    public long FirstFramesBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>A first frame that is still leaving after so long goes over a slow line, and makes room for others.</summary>
    public TimeSpan SlowFirstFrame { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Bytes of first frames on slow lines; beyond that they make no room.</summary>
    public long SlowFirstFramesBytes { get; set; } = 256 * 1024 * 1024;

    /// <summary>Clients that may wait for their first frame; others are told at the hand-shake to come again.</summary>
    [Range(1, 100_000)]
    public int FirstFramesWaiting { get; set; } = 400;

    /// <summary>Versions that the change log holds, a power of two. A cursor further back costs a walk over all devices, nothing else.</summary>
    [Range(1024, 1 << 26)]
    public int ChangeLogSize { get; set; } = 1 << 18;

    /// <summary>Alert changes kept in memory; older ones are read from the alert store.</summary>
    [Range(16, 1 << 20)]
    public int AlertLogSize { get; set; } = 4096;

    /// <summary>Alert changes in one frame at most; the rest follow in the next, at once.</summary>
    [Range(1, 10_000)]
    public int AlertsPerFrame { get; set; } = 1000;

    /// <summary>The windows whose figures a zone shows.</summary>
    public TimeSpan ZoneWindow { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Origins (<c>https://wall.example</c>) of pages that may open the hub beside the server's own.</summary>
    public IList<string> AllowedOrigins { get; } = [];
}
