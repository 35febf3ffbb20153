using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SmartCity.Ioc.Storage.Files;

/// <summary>
/// Keeps a second server out of a directory. The lock belongs to the open file (<c>flock</c> on Unix), so a killed process leaves none behind.
/// </summary>
internal sealed class DirectoryLock : IDisposable
{
    private readonly SafeFileHandle _handle;

    private DirectoryLock(SafeFileHandle handle) => _handle = handle;

    /// <exception cref="IOException">Another process holds the directory; the message names it.</exception>
    public static DirectoryLock Take(string directory)
    {
        var path = Path.Combine(directory, "lock");
        SafeFileHandle handle;
        try
        {
            handle = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new IOException($"The directory '{directory}' is in use by another process{Owner(directory)}; two servers can not share one.", e);
        }

        // Beside the lock, not in it: a locked file can not be read.
        File.WriteAllText(OwnerPath(directory), Environment.ProcessId.ToString(CultureInfo.InvariantCulture), Encoding.ASCII);
        return new DirectoryLock(handle);
    }

    public void Dispose() => _handle.Dispose();

    private static string OwnerPath(string directory) => Path.Combine(directory, "lock.pid");

    private static string Owner(string directory)
    {
        try
        {
            return $" (process {File.ReadAllText(OwnerPath(directory))})";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
