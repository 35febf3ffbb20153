namespace SmartCity.Ioc.Host.Settings;

/// <summary>A certificate in PEM files.</summary>
internal sealed class CertificateSettings
{
    public string? Path { get; set; }

    public string? KeyPath { get; set; }

    /// <summary>Authority whose client certificates are taken; null: none is asked for.</summary>
    public string? ClientAuthorityPath { get; set; }
}
