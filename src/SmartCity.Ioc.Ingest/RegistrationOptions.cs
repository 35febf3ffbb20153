using System.ComponentModel.DataAnnotations;

namespace SmartCity.Ioc.Ingest;

/// <summary>Which devices may register themselves by speaking (<c>Ioc:Registry</c>). The caps are what a broken or hostile sender can cost
/// in memory; beyond them messages go to quarantine.</summary>
public sealed class RegistrationOptions
{
    /// <summary>When false, the messages of an unknown device go to quarantine.</summary>
    public bool AutoRegister { get; set; } = true;

    /// <summary>Expected interval of a kind that nobody declared.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ExpectedInterval { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Devices beside the declared ones.</summary>
    [Range(0, 10_000_000)]
    public int MaxDevices { get; set; } = 100_000;

    /// <summary>Zones beside the declared ones.</summary>
    [Range(0, 10_000)]
    public int MaxZones { get; set; } = 1_000;

    /// <summary>Kinds beside the declared ones.</summary>
    [Range(0, 1_000)]
    public int MaxKinds { get; set; } = 100;

    /// <summary>Metric names of one kind beside its declared ones; a number under a further name is kept as an attribute.</summary>
    [Range(0, 1_000)]
    public int MaxMetricsPerKind { get; set; } = 200;
}
