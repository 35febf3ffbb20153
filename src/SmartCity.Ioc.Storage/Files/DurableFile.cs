using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SmartCity.Ioc.Storage.Files;

/// <summary>Small files that are either the old or the new one after a power cut, never half of one.</summary>
internal static class DurableFile
{
    // O_DIRECTORY differs between architectures; plain O_RDONLY opens a directory everywhere.
    private const int ReadOnly = 0;
    private const string Temporary = ".tmp";

    /// <summary>Writes beside the target, syncs, renames over it, syncs the directory: POSIX makes the rename atomic, the last step makes it last.</summary>
    /// <exception cref="IOException">The disk refuses, for whatever reason; the old file stays.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        var temporary = path + Temporary;
        try
        {
            using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                RandomAccess.Write(handle, content, 0);
                RandomAccess.FlushToDisk(handle);
            }

            File.Move(temporary, path, overwrite: true);
            SyncDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (UnauthorizedAccessException e)
        {
            // .NET's word for EACCES and EPERM: a right that was taken away is waited for like a disk that is full.
            throw new IOException(e.Message, e);
        }
    }

    /// <summary>
    /// Makes the creation, renaming or deletion of a file in the directory durable. .NET opens no handle on a directory, so this goes to the
    /// C library; where that is not possible (Windows journals its directories itself) nothing is done.
    /// </summary>
    public static void SyncDirectory(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(Encoding.UTF8.GetBytes(directory + '\0'), ReadOnly);
        if (descriptor < 0)
        {
            throw new IOException($"The directory '{directory}' can not be synced (error {Marshal.GetLastPInvokeError()}).");
        }

        using var handle = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.FlushToDisk(handle);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int flags);
}
