namespace SmartCity.Ioc.Host.SelfWatch;

/// <summary>When the server raises alerts on itself (<c>Ioc:SelfWatch</c>).</summary>
internal sealed class SelfWatchSettings
{
    public bool Enabled { get; set; } = true;

    /// <summary>How long nothing may come in from a city that has spoken before; zero: for ever.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Share of the data directory's disk, in percent, that must be free.</summary>
    public double DiskFree { get; set; } = 5;

    /// <summary>Share of a journal's disk budget, in percent, that may be in use.</summary>
    public double SpoolUsed { get; set; } = 80;

    /// <summary>How long before its end a certificate is a matter.</summary>
    public TimeSpan CertificateDue { get; set; } = TimeSpan.FromDays(21);

    /// <summary>How long a wall with a name may be silent before it counts as dark; zero: for ever.</summary>
    public TimeSpan WallSilence { get; set; } = TimeSpan.FromMinutes(2);
}
