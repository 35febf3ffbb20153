using System.Net.Security;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Mqtt.Tests.Packets;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

public sealed class TransportTests
{
    [Fact]
    public async Task Tls_WithAClientCertificate_NamesTheUser()
    {
        using var server = SelfSigned("CN=localhost");
        using var device = SelfSigned("CN=device-1");
        using var access = new RuleBasedAccess(new MqttAccessRules(
            MqttAnonymous.Nobody, [new MqttUser("d1", null, "CN=device-1")], [new MqttTopicRule("d1", ["up/%u"], ["up/#"])]));
        await using var broker = await TestBroker.StartAsync(
            services: s => s.AddSingleton<IMqttAuthenticator>(access).AddSingleton<IMqttAuthorizer>(access), certificate: server);
        await using var client = await SecureAsync(broker.TlsPort, server, device);
        await client.SendAsync(new ConnectPacket { ClientId = "c" });
        await client.ExpectAsync("connack 0 00");
        await client.SubscribeAsync("up/#");
        await client.PublishAsync("up/d1", new string('x', 100_000));
        (await client.ReceiveAsync()).Payload.Should().HaveLength(100_000);

        await using var unknown = await SecureAsync(broker.TlsPort, server, null);
        await unknown.SendAsync(new ConnectPacket { ClientId = "c2" });
        await unknown.ExpectEndAsync("connack 0 87");
    }

    [Fact]
    public async Task WebSocket_WithTheSubProtocol_CarriesPacketsInAnyFrames()
    {
        await using var broker = await TestBroker.StartAsync();
        using var socket = await OpenAsync(broker, "mqtt");
        socket.SubProtocol.Should().Be("mqtt");
        var script = Hex.Bytes("10 0D 0004 'MQTT' 04 02 003C 0001 'w'  82 06 0001 0001 't' 00  30 05 0001 't' 'hi'  E0 00");
        foreach (var b in script)
        {
            await socket.SendAsync(new[] { b }, WebSocketMessageType.Binary, true, default); // [MQTT-6.0.0-2]
        }

        var received = new List<byte>();
        var buffer = new byte[1000];
        while (true)
        {
            var result = await socket.ReceiveAsync(buffer, new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
            if (result.MessageType == WebSocketMessageType.Close)
            {
                break;
            }

            result.MessageType.Should().Be(WebSocketMessageType.Binary);
            received.AddRange(buffer.AsSpan(0, result.Count));
        }

        Convert.ToHexString([.. received]).Should().Be(Convert.ToHexString(Hex.Bytes("20 02 0000  90 03 0001 00  30 05 0001 't' 'hi'")));
    }

    [Fact]
    public async Task WebSocket_WithoutTheSubProtocolOrWithText_IsRefused()
    {
        await using var broker = await TestBroker.StartAsync();
        var without = () => OpenAsync(broker, "chat");
        await without.Should().ThrowAsync<WebSocketException>();
        using var socket = await OpenAsync(broker, "mqtt");
        await socket.SendAsync(Hex.Bytes("10 0D 0004 'MQTT' 04 02 003C 0001 'w'"), WebSocketMessageType.Text, true, default); // [MQTT-6.0.0-1]
        var result = await socket.ReceiveAsync(new byte[10], new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        result.MessageType.Should().Be(WebSocketMessageType.Close);
    }

    private static async Task<ClientWebSocket> OpenAsync(TestBroker broker, string subProtocol)
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol(subProtocol);
        await socket.ConnectAsync(new Uri($"ws://127.0.0.1:{broker.HttpPort}/mqtt"), default);
        return socket;
    }

    private static async Task<RawClient> SecureAsync(int port, X509Certificate2 server, X509Certificate2? certificate)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync("127.0.0.1", port);
        var tls = new SslStream(new NetworkStream(socket, ownsSocket: true), false, (_, given, _, _) => given?.GetCertHashString() == server.GetCertHashString());
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ClientCertificates = certificate is null ? null : [certificate],
        });
        return new RawClient(tls, MqttProtocolVersion.V500);
    }

    private static X509Certificate2 SelfSigned(string subject)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
