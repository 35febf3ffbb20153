using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace SmartCity.Ioc.Host.Reloading;

/// <summary>Tells when a file may have changed: when the file system says so, or on SIGHUP where it says nothing of changes (network drives,
/// mounted configuration).</summary>
internal sealed class FileChanges : IDisposable
{
    /// <summary>Editors write a file in several steps; what stands between two of them is nobody's intention.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromMilliseconds(200);

    // One wake-up stands for any number: the file is read after it.
    private readonly Channel<bool> _wakeUps = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeProvider _time;
    private readonly PosixSignalRegistration _hangUp;
    private readonly FileSystemWatcher? _watcher;
    private volatile bool _isAsked;

    /// <param name="notWatched">Told where only SIGHUP helps, with the reason.</param>
    public FileChanges(string folder, string name, TimeProvider time, Action<string> notWatched)
    {
        _time = time;
        _watcher = Watch(folder, name, notWatched);
        _hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _isAsked = true;
            WakeUp();
        });
    }

    /// <summary>One item for each time that the file is to be read: true where somebody asked by SIGHUP.</summary>
    public async IAsyncEnumerable<bool> AllAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var _ in _wakeUps.Reader.ReadAllAsync(cancellation))
        {
            await Task.Delay(Settling, _time, cancellation);
            var isAsked = _isAsked;
            _isAsked = false;
            yield return isAsked;
        }
    }

    /// <summary>Has the file read again.</summary>
    public void WakeUp() => _wakeUps.Writer.TryWrite(true);

    public void Dispose()
    {
        _watcher?.Dispose();
        _hangUp.Dispose();
    }

    private FileSystemWatcher? Watch(string folder, string name, Action<string> notWatched)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder, name);
            watcher.Changed += (_, _) => WakeUp();
            watcher.Created += (_, _) => WakeUp();
            watcher.Deleted += (_, _) => WakeUp();
            watcher.Renamed += (_, _) => WakeUp();
            watcher.Error += (_, fault) => notWatched(fault.GetException().Message);
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            watcher?.Dispose();
            notWatched(e.Message);
            return null;
        }
    }
}
