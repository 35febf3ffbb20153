using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>MQTT over a Kestrel connection: plain TCP, or TLS where <c>UseHttps</c> stands before it.</summary>
public sealed class MqttConnectionHandler(MqttBroker broker) : ConnectionHandler
{
    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        KeepSocketAlive(connection.Features.Get<IConnectionSocketFeature>()?.Socket);
        var certificate = connection.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        using var client = new BrokerConnection(broker, connection.Transport, connection.RemoteEndPoint, certificate, connection.Abort);
        if (!broker.TryOpen(client))
        {
            connection.Abort();
            return;
        }

        try
        {
            await client.RunAsync();
        }
        finally
        {
            broker.Closed(client);
        }
    }

    // A client that asked for no keep-alive and lost its power is noticed by TCP: a minute of silence and four probes of 15 s.
    private static void KeepSocketAlive(Socket? socket)
    {
        if (socket is null || socket.ProtocolType != ProtocolType.Tcp)
        {
            return;
        }

        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 15);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 4);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Gone already; the read finds out.
        }
    }
}
