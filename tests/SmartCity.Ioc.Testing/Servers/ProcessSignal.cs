using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Testing.Servers;

/// <summary>POSIX signals to a process that a test started, by its id.</summary>
internal static class ProcessSignal
{
    public const int HangUp = 1;
    public const int Kill = 9;
    public const int UserOne = 10;
    public const int Terminate = 15;
    public const int Continue = 18;
    public const int Stop = 19;

    public static void Send(int processId, int signal)
    {
        // 3 is ESRCH: it is gone already, which is what most callers want.
        if (SendSignal(processId, signal) != 0 && Marshal.GetLastPInvokeError() is var error and not 3)
        {
            throw new InvalidOperationException($"kill({processId}, {signal}) failed with errno {error}.");
        }
    }

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
