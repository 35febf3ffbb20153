using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>A connected byte stream and the way to cut it off at once, which ends any read or write that waits on it.</summary>
internal sealed class MqttTransport : IDisposable
{
    private readonly IDisposable _lowest;

    private MqttTransport(Stream stream, IDisposable lowest)
    {
        Stream = stream;
        _lowest = lowest;
    }

    public Stream Stream { get; }

    public static Task<MqttTransport> ConnectAsync(MqttEndpoint endpoint, MqttTlsOptions? tls, CancellationToken cancellation) =>
        endpoint.WebSocketPath is null
            ? ConnectSocketAsync(endpoint, tls, cancellation)
            : ConnectWebSocketAsync(endpoint, tls, cancellation);

    public void Dispose()
    {
        _lowest.Dispose();
        Stream.Dispose();
    }

    private static async Task<MqttTransport> ConnectSocketAsync(MqttEndpoint endpoint, MqttTlsOptions? tls, CancellationToken cancellation)
    {
        // Packets are gathered before they are sent, so Nagle's algorithm could only delay them.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(endpoint.Host, endpoint.Port, cancellation);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (endpoint.Tls)
            {
                var secure = new SslStream(stream);
                await secure.AuthenticateAsClientAsync(TlsSettings(endpoint, tls), cancellation);
                stream = secure;
            }

            return new MqttTransport(stream, socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<MqttTransport> ConnectWebSocketAsync(
        MqttEndpoint endpoint, MqttTlsOptions? tls, CancellationToken cancellation)
    {
        var socket = new ClientWebSocket();
        var handler = new SocketsHttpHandler { SslOptions = TlsSettings(endpoint, tls), UseProxy = false };
        var invoker = new HttpMessageInvoker(handler);
        try
        {
            // [MQTT-6.0.0-3] and [MQTT-6.0.0-4]: the sub-protocol's name for both versions.
            socket.Options.AddSubProtocol("mqtt");
            socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
            var address = new UriBuilder(endpoint.Tls ? "wss" : "ws", endpoint.Host, endpoint.Port, endpoint.WebSocketPath).Uri;
            await socket.ConnectAsync(address, invoker, cancellation);
            var stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: false);
            return new MqttTransport(stream, new WebSocketEnd(socket, invoker));
        }
        catch
        {
            socket.Dispose();
            invoker.Dispose();
            throw;
        }
    }

    private static SslClientAuthenticationOptions TlsSettings(MqttEndpoint endpoint, MqttTlsOptions? tls)
    {
        var settings = new SslClientAuthenticationOptions { TargetHost = tls?.TargetHost ?? endpoint.Host };
        if (tls?.ClientCertificate is { } certificate)
        {
            settings.ClientCertificates = [certificate];
        }

        if (tls is { Authorities.Count: > 0 })
        {
            // A city's own authority publishes no revocation lists.
            settings.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            settings.CertificateChainPolicy.CustomTrustStore.AddRange(tls.Authorities);
        }

        return settings;
    }

    private sealed class WebSocketEnd(ClientWebSocket socket, HttpMessageInvoker invoker) : IDisposable
    {
        public void Dispose()
        {
            socket.Abort();
            socket.Dispose();
            invoker.Dispose();
        }
    }
}
