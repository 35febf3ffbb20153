using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace SmartCity.Ioc.Mqtt.Transport;

/// <summary>Binds <see cref="MqttEndPoint"/>s for Kestrel.</summary>
internal sealed class ReadinessTransportFactory : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(2);

    // A loop carries tens of thousands of messages a second; more than one pays only where there are cores to spare.
    private readonly Lazy<ReadinessLoop[]> _loops = new(
        () => [.. Enumerable.Range(0, Math.Clamp(Environment.ProcessorCount / 4, 1, 8)).Select(number => new ReadinessLoop($"mqtt-readiness-{number}", Rest))]);

    public bool CanBind(EndPoint endpoint) => endpoint is MqttEndPoint && Epoll.IsSupported;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endpoint is IPEndPoint { Address: var address } && address.Equals(IPAddress.IPv6Any))
            {
                socket.DualMode = true;
            }

            socket.Bind(endpoint);
            socket.Listen(4096);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException(e.Message, e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }

        return new ValueTask<IConnectionListener>(new ReadinessListener(socket, _loops.Value));
    }

    public void Dispose()
    {
        if (_loops.IsValueCreated)
        {
            foreach (var loop in _loops.Value)
            {
                loop.Dispose();
            }
        }
    }
}
