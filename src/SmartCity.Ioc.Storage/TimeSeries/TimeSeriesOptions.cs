using System.ComponentModel.DataAnnotations;

namespace SmartCity.Ioc.Storage.TimeSeries;

/// <summary>Where history goes and how long it stays (<c>Ioc:TimeSeries</c>).</summary>
public sealed class TimeSeriesOptions
{
    /// <summary><c>sqlite</c> or <c>influxdb</c>.</summary>
    [AllowedValues("sqlite", "influxdb", ErrorMessage = "Ioc:TimeSeries:Store is neither 'sqlite' nor 'influxdb'.")]
    public string Store { get; set; } = "sqlite";

    /// <summary>Store each reading, not only windows.</summary>
    public bool WriteReadings { get; set; } = true;

    /// <summary>Points in one write. A frame of the journal is not divided, so it can be more.</summary>
    [Range(1, 1_000_000)]
    public int BatchPoints { get; set; } = 5000;

    /// <summary>Longest time that a point waits for others.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan BatchAge { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Longest time between two tries while the store is away; the first is after a second, each one after twice the last.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>With more of the journal than this not yet stored, the newest points are written first and history is caught up beside them.</summary>
    [Range(1, long.MaxValue)]
    public long CatchUpBytes { get; set; } = 4 << 20;

    /// <summary>How long a stop waits for what is not yet stored. What is left is in the journal and is stored after the next start.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan Drain { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long readings stay. Zero keeps them for ever; so it is with the others.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan KeepReadings { get; set; } = TimeSpan.FromDays(90);

    /// <summary>How long windows of a minute and less stay.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan KeepShortWindows { get; set; } = TimeSpan.FromDays(400);

    /// <summary>How long windows of more than a minute stay.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "36500.00:00:00")]
    public TimeSpan KeepLongWindows { get; set; } = TimeSpan.FromDays(3660);

    /// <summary>The longest of the three; zero for ever.</summary>
    internal TimeSpan KeepLongest => KeepReadings == TimeSpan.Zero || KeepShortWindows == TimeSpan.Zero || KeepLongWindows == TimeSpan.Zero
        ? TimeSpan.Zero
        : new[] { KeepReadings, KeepShortWindows, KeepLongWindows }.Max();
}
