using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace SmartCity.Ioc.Simulators.Archives;

/// <summary>
/// A ZIP with <c>SHA256SUMS</c> over all that is in it, which <c>sha256sum -c</c> reads. It gets its name when it is whole; until then, and
/// for ever where it is given up, it is <c>NAME.tmp</c>, which goes.
/// </summary>
internal sealed class ArchiveWriter : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly FileStream _file;
    private readonly ZipArchive _zip;
    private readonly List<ArchiveFile> _files = [];
    private readonly byte[] _chunk = new byte[1 << 16];
    private bool _isWhole;

    /// <exception cref="IOException">There is a file of that name already, or it can not be written.</exception>
    public ArchiveWriter(string path)
    {
        _path = path;
        if (File.Exists(path))
        {
            throw new IOException($"'{path}' exists already");
        }

        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            // What the city knows of its devices and people is nobody else's.
            options.UnixCreateMode = Private;
        }

        _file = new FileStream(Temporary, options);
        _zip = new ZipArchive(_file, ZipArchiveMode.Create, leaveOpen: true);
    }

    public IReadOnlyList<ArchiveFile> Files => _files;

    private string Temporary => _path + ".tmp";

    public void Add(string name, Stream content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var target = _zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        var length = 0L;
        for (int read; (read = content.Read(_chunk)) > 0; length += read)
        {
            hash.AppendData(_chunk, 0, read);
            target.Write(_chunk, 0, read);
        }

        _files.Add(new ArchiveFile(name, length, Convert.ToHexStringLower(hash.GetHashAndReset())));
    }

    public void Add(string name, string text)
    {
        using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
        Add(name, content);
    }

    /// <summary>Adds the sums, and gives the archive its name once it is on disk.</summary>
    public void Finish()
    {
        Add(ArchiveCheck.Sums, string.Concat(_files.Select(file => $"{file.Sha256}  {file.Name}\n")));
        _zip.Dispose();
        _file.Flush(flushToDisk: true);
        _file.Dispose();
        File.Move(Temporary, _path);
        _isWhole = true;
    }

    public void Dispose()
    {
        if (!_isWhole)
        {
            _zip.Dispose();
            _file.Dispose();
            File.Delete(Temporary);
        }
    }
}
