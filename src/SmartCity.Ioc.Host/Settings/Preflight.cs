using System.Net;
using System.Net.Sockets;

namespace SmartCity.Ioc.Host.Settings;

/// <summary>Finds what would stop the start while it can still be said in one line.</summary>
internal static class Preflight
{
    /// <exception cref="StartException">The directory can not be made or written.</exception>
    public static string DataDirectory(string setting)
    {
        var path = Path.GetFullPath(setting);
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".writable-{Environment.ProcessId}");
            File.WriteAllBytes(probe, [1]);
            File.Delete(probe);
            return path;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartException($"The data directory '{path}' (Ioc:DataDirectory) can not be written: {e.Message}", e);
        }
    }

    /// <summary>The address that a setting names.</summary>
    /// <exception cref="StartException">It is no IP address.</exception>
    public static IPAddress Address(string key, string value) => value switch
    {
        "localhost" => IPAddress.Loopback,
        "*" or "+" => IPAddress.IPv6Any,
        _ => IPAddress.TryParse(value, out var address)
            ? address
            : throw new StartException($"{key} is '{value}', but must be an IP address such as 127.0.0.1 or 0.0.0.0."),
    };

    /// <exception cref="StartException">Another program has the port, or this one may not have it.</exception>
    public static void Port(string key, IPAddress address, int port)
    {
        if (port == 0)
        {
            return;
        }

        try
        {
            using var probe = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);

            // As Kestrel does: a port in TIME_WAIT is free.
            probe.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            probe.Bind(new IPEndPoint(address, port));
            probe.Listen(1);
        }
        catch (SocketException e)
        {
            throw new StartException(
                e.SocketErrorCode == SocketError.AddressAlreadyInUse
                    ? $"Port {port} ({key}) is already in use on {address}: stop the program that has it, or choose another."
                    : $"Port {port} ({key}) can not be opened on {address}: {e.Message}.",
                e);
        }
    }
}
