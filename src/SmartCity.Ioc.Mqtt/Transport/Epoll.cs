using System.ComponentModel;
using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Mqtt.Transport;

/// <summary>Linux's epoll (epoll(7)), level-triggered.</summary>
internal sealed class Epoll : IDisposable
{
    public const uint In = 0x001;
    public const uint Out = 0x004;
    public const uint Gone = 0x008 | 0x010; // EPOLLERR, EPOLLHUP: always reported.

    /// <summary>The key of the event that <see cref="Wake"/> makes; no source's.</summary>
    public const long WakeKey = 0;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int Add = 1;
    private const int Remove = 2;
    private const int Modify = 3;

    // struct epoll_event is packed on x86-64 only.
    private static readonly int DataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int Stride = DataOffset + 8;

    private readonly Lock _gate = new();
    private readonly byte[] _events;
    private readonly byte[] _one = BitConverter.GetBytes(1UL);
    private readonly byte[] _count = new byte[sizeof(ulong)];
    private readonly int _handle;
    private readonly int _wake;
    private bool _isClosed;

    public Epoll(int maximumEvents)
    {
        _events = new byte[maximumEvents * Stride];
        MaximumEvents = maximumEvents;
        _handle = epoll_create1(CloseOnExec);
        if (_handle < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "epoll_create1");
        }

        _wake = eventfd(0, CloseOnExec | NonBlocking);
        if (_wake < 0 || !TryAdd(_wake, In, WakeKey))
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "eventfd");
        }
    }

    public int MaximumEvents { get; }

    public static bool IsSupported => OperatingSystem.IsLinux()
        && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    public bool TryAdd(int descriptor, uint interest, long key) => Control(Add, descriptor, interest, key);

    public bool TryModify(int descriptor, uint interest, long key) => Control(Modify, descriptor, interest, key);

    public bool TryRemove(int descriptor) => Control(Remove, descriptor, 0, 0);

    /// <summary>Sleeps until there are events; 0 when a signal came instead.</summary>
    public int Poll() => Math.Max(0, epoll_wait(_handle, _events, MaximumEvents, -1));

    public (uint Ready, long Key) this[int index]
    {
        get
        {
            var entry = _events.AsSpan(index * Stride, Stride);
            return (MemoryMarshal.Read<uint>(entry), MemoryMarshal.Read<long>(entry[DataOffset..]));
        }
    }

    /// <summary>Sleeps on the calling thread, which has nothing better to do.</summary>
    public static void Rest(int milliseconds) => _ = poll(0, 0, milliseconds);

    /// <summary>Ends <see cref="Poll"/> with an event of <see cref="WakeKey"/>, from any thread.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                // eventfd(2): eight bytes are added to its counter.
                _ = write(_wake, _one, (nuint)_one.Length);
            }
        }
    }

    /// <summary>The waking is noticed. On the thread that polls.</summary>
    public void ClearWake() => _ = read(_wake, _count, (nuint)_count.Length);

    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _ = close(_wake);
            _ = close(_handle);
        }
    }

    // Under a lock: once closed, the number of the handle may be another's.
    private bool Control(int operation, int descriptor, uint interest, long key)
    {
        var entry = new byte[Stride];
        MemoryMarshal.Write(entry, interest);
        MemoryMarshal.Write(entry.AsSpan(DataOffset), key);
        lock (_gate)
        {
            return !_isClosed && epoll_ctl(_handle, operation, descriptor, entry) == 0;
        }
    }

#pragma warning disable SYSLIB1054 // The generated marshalling needs unsafe code, which this house does without.
    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_create1(int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_ctl(int handle, int operation, int descriptor, byte[] entry);

    [DllImport("libc", SetLastError = true)]
    private static extern int epoll_wait(int handle, [Out] byte[] events, int maximumEvents, int timeout);

    [DllImport("libc")]
    private static extern int poll(nint descriptors, nuint count, int timeout);

    [DllImport("libc", SetLastError = true)]
    private static extern int eventfd(uint count, int flags);

    [DllImport("libc")]
    private static extern nint read(int handle, [Out] byte[] bytes, nuint count);

    [DllImport("libc")]
    private static extern nint write(int handle, byte[] bytes, nuint count);

    [DllImport("libc")]
    private static extern int close(int handle);
#pragma warning restore SYSLIB1054
}
