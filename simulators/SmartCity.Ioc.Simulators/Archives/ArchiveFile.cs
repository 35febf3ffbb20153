namespace SmartCity.Ioc.Simulators.Archives;

/// <summary>A file in an archive.</summary>
internal sealed record ArchiveFile(string Name, long Length, string Sha256);
