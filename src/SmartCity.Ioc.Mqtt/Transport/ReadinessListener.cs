using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace SmartCity.Ioc.Mqtt.Transport;

/// <summary>Accepts sockets and spreads them over the loops.</summary>
internal sealed class ReadinessListener(Socket socket, ReadinessLoop[] loops) : IConnectionListener
{
    private long _accepted;

    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                var accepted = await socket.AcceptAsync(cancellationToken);
                if (TryWrap(accepted) is { } connection)
                {
                    return connection;
                }
            }
            catch (ObjectDisposedException)
            {
                return null;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.OperationAborted)
            {
                return null;
            }
            catch (SocketException)
            {
                // One connection that broke while it was accepted, or no descriptor left for it; the next may do better.
            }
        }
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    private ReadinessConnection? TryWrap(Socket accepted)
    {
        try
        {
            var number = _accepted++;
            var connection = new ReadinessConnection(accepted, $"mqtt-{number}");
            if (connection.TryStart(loops[number % loops.Length]))
            {
                return connection;
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone before it was in.
        }

        accepted.Dispose();
        return null;
    }
}
