using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography.X509Certificates;
using SmartCity.Ioc.Mqtt.Transport;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>A connected byte stream and the way to cut it off at once, which ends any read or write that waits on it.</summary>
internal sealed class MqttTransport : IDisposable
{
    private readonly IDisposable _lowest;
    private readonly ReadinessStream? _loop;

    private MqttTransport(Stream stream, IDisposable lowest, ReadinessStream? loop)
    {
        Stream = stream;
        _lowest = lowest;
        _loop = loop;
    }

    public Stream Stream { get; }

    /// <summary>Reads wait for their neighbours by themselves.</summary>
    public bool Coalesces => _loop is not null;

    /// <param name="rest">Reads are coalesced over this time, on a thread of the connection's own, where the system allows it; zero = the
    /// pool's threads read.</param>
    public static async Task<MqttTransport> ConnectAsync(MqttEndpoint endpoint, MqttTlsOptions? tls, TimeSpan rest, CancellationToken cancellation)
    {
        if (endpoint.WebSocketPath is not null)
        {
            return await ConnectWebSocketAsync(endpoint, tls, rest, cancellation);
        }

        var lowest = await OpenAsync(endpoint.Host, endpoint.Port, rest, cancellation);
        try
        {
            var stream = lowest;
            if (endpoint.Tls)
            {
                var secure = new SslStream(lowest);
                await secure.AuthenticateAsClientAsync(TlsSettings(endpoint, tls), cancellation);
                stream = secure;
            }

            return new MqttTransport(stream, lowest, lowest as ReadinessStream);
        }
        catch
        {
            await lowest.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs something soon, where reads are coalesced between two of them.</summary>
    public void Post(IThreadPoolWorkItem work)
    {
        if (_loop is { } loop)
        {
            loop.Post(work);
        }
        else
        {
            ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
        }
    }

    public void Dispose()
    {
        _lowest.Dispose();
        Stream.Dispose();
    }

    private static async Task<Stream> OpenAsync(string host, int port, TimeSpan rest, CancellationToken cancellation)
    {
        if (rest > TimeSpan.Zero && ReadinessStream.IsSupported)
        {
            return await ReadinessStream.ConnectAsync(host, port, rest, cancellation);
        }

        // Packets are gathered before they are sent, so Nagle's algorithm could only delay them.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(host, port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<MqttTransport> ConnectWebSocketAsync(
        MqttEndpoint endpoint, MqttTlsOptions? tls, TimeSpan rest, CancellationToken cancellation)
    {
        Stream? lowest = null;
        var socket = new ClientWebSocket();
        var handler = new SocketsHttpHandler
        {
            SslOptions = TlsSettings(endpoint, tls),
            UseProxy = false,
            ConnectCallback = async (context, token) => lowest = await OpenAsync(context.DnsEndPoint.Host, context.DnsEndPoint.Port, rest, token),
        };
        var invoker = new HttpMessageInvoker(handler);
        try
        {
            // [MQTT-6.0.0-3] and [MQTT-6.0.0-4]: the sub-protocol's name for both versions.
            socket.Options.AddSubProtocol("mqtt");
            socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
            var address = new UriBuilder(endpoint.Tls ? "wss" : "ws", endpoint.Host, endpoint.Port, endpoint.WebSocketPath).Uri;
            await socket.ConnectAsync(address, invoker, cancellation);
            var stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: false);
            return new MqttTransport(stream, new WebSocketEnd(socket, invoker), lowest as ReadinessStream);
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
