using System.Text;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Mqtt.Client;

public sealed class ClientTransportTests : IDisposable
{
    private readonly TestAuthority _authority = new();

    public void Dispose() => _authority.Dispose();

    [SkippableTheory]
    [InlineData(false, 0)]
    [InlineData(true, 0)]
    [InlineData(true, 2)]
    public async Task Tls_WithTheCitysOwnAuthority_CarriesMessages(bool clientCertificate, int coalescing)
    {
        await using var server = await MosquittoServer.StartAsync(new MosquittoSettings
        {
            CertificateFile = _authority.ServerCertificateFile,
            KeyFile = _authority.ServerKeyFile,
            ClientAuthorityFile = clientCertificate ? _authority.AuthorityFile : null,
        });

        await AssertCarriesAsync($"mqtts://127.0.0.1:{server.TlsPort}", new MqttTlsOptions
        {
            Authorities = _authority.Authorities,
            ClientCertificate = clientCertificate ? _authority.ClientCertificate : null,
        }, coalescing);
    }

    [SkippableFact]
    public async Task Tls_WithoutTheClientCertificateThatTheServerWants_IsRefused()
    {
        await using var server = await MosquittoServer.StartAsync(new MosquittoSettings
        {
            CertificateFile = _authority.ServerCertificateFile,
            KeyFile = _authority.ServerKeyFile,
            ClientAuthorityFile = _authority.AuthorityFile,
        });

        await AssertRefusedAsync($"mqtts://127.0.0.1:{server.TlsPort}", new MqttTlsOptions { Authorities = _authority.Authorities });
    }

    [SkippableFact]
    public async Task Tls_WithACertificateOfSomeoneElsesAuthority_IsNotTrusted()
    {
        using var other = new TestAuthority();
        await using var server = await MosquittoServer.StartAsync(new MosquittoSettings
        {
            CertificateFile = _authority.ServerCertificateFile,
            KeyFile = _authority.ServerKeyFile,
        });

        await AssertRefusedAsync($"mqtts://127.0.0.1:{server.TlsPort}", new MqttTlsOptions { Authorities = other.Authorities });
        await AssertRefusedAsync($"mqtts://127.0.0.1:{server.TlsPort}", null);
    }

    [SkippableTheory]
    [InlineData("ws", 0)]
    [InlineData("wss", 0)]
    [InlineData("ws", 2)]
    [InlineData("wss", 2)]
    public async Task WebSocket_AgainstMosquitto_CarriesMessages(string scheme, int coalescing)
    {
        await using var server = await MosquittoServer.StartAsync(new MosquittoSettings
        {
            WebSockets = true,
            CertificateFile = _authority.ServerCertificateFile,
            KeyFile = _authority.ServerKeyFile,
        });
        var port = scheme == "ws" ? server.WebSocketPort : server.SecureWebSocketPort;

        await AssertCarriesAsync($"{scheme}://127.0.0.1:{port}/mqtt", new MqttTlsOptions { Authorities = _authority.Authorities }, coalescing);
    }

    [SkippableFact]
    public async Task SecureWebSocket_OfAServerWithSomeoneElsesCertificate_IsNotTrusted()
    {
        using var other = new TestAuthority();
        await using var server = await MosquittoServer.StartAsync(new MosquittoSettings
        {
            WebSockets = true,
            CertificateFile = _authority.ServerCertificateFile,
            KeyFile = _authority.ServerKeyFile,
        });

        await AssertRefusedAsync($"wss://127.0.0.1:{server.SecureWebSocketPort}/mqtt", new MqttTlsOptions { Authorities = other.Authorities });
        await AssertRefusedAsync($"wss://127.0.0.1:{server.SecureWebSocketPort}/mqtt", null);
    }

    private static async Task AssertCarriesAsync(string url, MqttTlsOptions? tls, int coalescing)
    {
        // Larger than a TLS record and than a WebSocket server's buffer, so that packets come in pieces. mosquitto's WebSockets take a second
        // for each, whoever the client is.
        var sent = Enumerable.Range(0, 5).Select(i => $"{i} " + new string('x', i * 20_000)).ToList();
        var intake = new CollectingIntake();
        await using var client = new MqttClient(
            new MqttClientOptions { Url = new Uri(url), ClientId = "c", Tls = tls, ReadCoalescing = TimeSpan.FromMilliseconds(coalescing) }, intake);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await client.ConnectAsync(bound.Token);
        await client.SubscribeAsync("city/#", 2, bound.Token);

        foreach (var text in sent)
        {
            await client.PublishAsync("city/a", Encoding.UTF8.GetBytes(text), qos: 2, cancellation: bound.Token);
        }

        await intake.WaitForCountAsync(sent.Count);
        intake.Payloads.Should().Equal(sent);
        client.Status.Protocol.Should().Be(MqttProtocolVersion.V500);
    }

    private static async Task AssertRefusedAsync(string url, MqttTlsOptions? tls)
    {
        await using var client = new MqttClient(new MqttClientOptions { Url = new Uri(url), ClientId = "c", Tls = tls });
        client.Start();

        var status = await client.WaitForAsync(s => s.LastError is not null);
        status.Connections.Should().Be(0);
    }
}
