using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>MQTT over WebSocket (MQTT 5, chapter 6). The application has to call <c>UseWebSockets</c> before.</summary>
public static class MqttWebSocketEndpoint
{
    // mqttv3.1 is what clients of the time before 3.1.1 offer.
    private static readonly string[] SubProtocols = ["mqtt", "mqttv3.1"];

    public static IEndpointConventionBuilder MapMqtt(this IEndpointRouteBuilder endpoints, string path = "/mqtt") =>
        endpoints.Map(path, (HttpContext http, MqttBroker broker) => ServeAsync(http, broker)).ExcludeFromDescription();

    private static async Task ServeAsync(HttpContext http, MqttBroker broker)
    {
        // [MQTT-6.0.0-3] and [MQTT-6.0.0-4].
        var subProtocol = Array.Find(SubProtocols, http.WebSockets.WebSocketRequestedProtocols.Contains);
        if (!http.WebSockets.IsWebSocketRequest || subProtocol is null)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        using var socket = await http.WebSockets.AcceptWebSocketAsync(subProtocol);
        await using var transport = new WebSocketTransport(socket);
        var remote = http.Connection.RemoteIpAddress is { } address ? new IPEndPoint(address, http.Connection.RemotePort) : null;
        using var client = new BrokerConnection(broker, transport, remote, http.Connection.ClientCertificate, http.Abort);
        if (!broker.TryOpen(client))
        {
            return;
        }

        try
        {
            await client.RunAsync();
            await CloseAsync(socket, broker.Time);
        }
        finally
        {
            broker.Closed(client);
        }
    }

    private static async Task CloseAsync(WebSocket socket, TimeProvider time)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2), time);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Gone already.
        }
    }
}
