using System.Net;
using System.Net.Sockets;

namespace SmartCity.Ioc.Testing.Servers;

/// <summary>
/// Ports for servers under test, below the kernel's ephemeral range (32768 and up), so that no outgoing connection takes one between the
/// probe and the server's own bind. No port is given out twice by one process.
/// </summary>
public static class SparePort
{
    private const int First = 18000;
    private const int Last = 32000;
    private static readonly Lock Gate = new();
    private static int _next = First + (Environment.ProcessId * 37 % (Last - First));

    public static int Next()
    {
        lock (Gate)
        {
            for (var tries = 0; tries < Last - First; tries++)
            {
                _next = _next + 1 < Last ? _next + 1 : First;
                if (IsFree(_next))
                {
                    return _next;
                }
            }
        }

        throw new InvalidOperationException($"No free port between {First} and {Last}.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
