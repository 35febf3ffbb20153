using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Storage.Tests;

/// <summary>A file system of its own that is soon full. Skips the test where it can not be mounted (it takes root).</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();

    private SmallDisk()
    {
    }

    public string Path => _folder.Path;

    public static async Task<SmallDisk> MountAsync(int kibibytes)
    {
        var disk = new SmallDisk();
        var mount = await ProcessRunner.RunAsync("mount", "-t", "tmpfs", "-o", $"size={kibibytes}k", "tmpfs", disk.Path);
        if (mount.ExitCode != 0)
        {
            disk._folder.Dispose();
            throw new SkipException($"no small file system can be mounted here: {string.Join(' ', mount.Errors)}");
        }

        return disk;
    }

    /// <summary>Takes all the room there is; deleting the file gives it back.</summary>
    public string Fill()
    {
        var path = System.IO.Path.Combine(Path, "filler");
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write);
        foreach (var size in new[] { 1 << 16, 1 << 12 })
        {
            try
            {
                while (true)
                {
                    RandomAccess.Write(file, new byte[size], RandomAccess.GetLength(file));
                }
            }
            catch (IOException)
            {
                // Full for pieces of this size.
                continue;
            }
        }

        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await ProcessRunner.RunAsync("umount", "-l", Path);
        _folder.Dispose();
    }
}
