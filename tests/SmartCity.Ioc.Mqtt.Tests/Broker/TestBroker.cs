using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Mqtt.Packets;
using SmartCity.Ioc.Mqtt.Transport;

namespace SmartCity.Ioc.Mqtt.Tests.Broker;

/// <summary>The broker on Kestrel, on spare ports of loopback; errors that it logs fail the test at the end.</summary>
internal sealed class TestBroker : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ErrorsOnly _errors;

    private TestBroker(WebApplication app, ErrorsOnly errors)
    {
        _app = app;
        _errors = errors;
        var ports = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Select(a => new Uri(a).Port).ToArray();
        Port = ports[0];
        HttpPort = ports[1];
        TlsPort = ports.Length > 2 ? ports[2] : 0;
        HttpsPort = ports.Length > 3 ? ports[3] : 0;
        Broker = app.Services.GetRequiredService<MqttBroker>();
    }

    public int Port { get; }

    public int HttpPort { get; }

    /// <summary>0 without a certificate.</summary>
    public int TlsPort { get; }

    /// <summary>WebSocket over TLS; 0 without a certificate.</summary>
    public int HttpsPort { get; }

    public MqttBroker Broker { get; }

    /// <summary>Waits until no socket is behind. A client may have its answer while the broker's write still counts as under way; a clock that
    /// is then moved on by hand makes that client look slow.</summary>
    public Task QuietAsync() => Eventually.TrueAsync(() => Broker.ConnectionsFlushing == 0);

    public static async Task<TestBroker> StartAsync(
        Action<MqttBrokerOptions>? options = null,
        Action<IServiceCollection>? services = null,
        X509Certificate2? certificate = null,
        bool onKestrelSockets = false)
    {
        var errors = new ErrorsOnly();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(errors);
        builder.Services.AddMqttBroker(o =>
        {
            o.SysInterval = TimeSpan.Zero;
            options?.Invoke(o);
        });
        services?.Invoke(builder.Services);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(onKestrelSockets ? new IPEndPoint(IPAddress.Loopback, 0) : new MqttEndPoint(IPAddress.Loopback, 0), o => o.UseMqtt());
            kestrel.Listen(IPAddress.Loopback, 0);
            if (certificate is not null)
            {
                kestrel.Listen(IPAddress.Loopback, 0, o => o
                    .UseHttps(certificate, h =>
                    {
                        h.ClientCertificateMode = ClientCertificateMode.AllowCertificate;
                        h.ClientCertificateValidation = (_, _, _) => true;
                    })
                    .UseMqtt());
                kestrel.Listen(IPAddress.Loopback, 0, o => o.UseHttps(certificate));
            }
        });
        var app = builder.Build();
        app.UseWebSockets();
        app.MapMqtt("/mqtt");
        await app.StartAsync();
        return new TestBroker(app, errors);
    }

    /// <summary>A raw connection, CONNECT not yet sent.</summary>
    public async Task<RawClient> OpenAsync(int version = 4) => await RawClient.OpenAsync(Port, (MqttProtocolVersion)version);

    /// <summary>A connection that has been taken in.</summary>
    public async Task<RawClient> ConnectAsync(
        string clientId, int version = 4, bool clean = true, MqttProperties? properties = null, MqttWill? will = null, ushort keepAlive = 0)
    {
        var client = await OpenAsync(version);
        await client.SendAsync(new ConnectPacket
        {
            Version = (MqttProtocolVersion)version,
            ClientId = clientId,
            CleanStart = clean,
            Properties = properties,
            Will = will,
            KeepAlive = keepAlive,
        });
        var answer = await client.ReceiveAsync();
        answer.Type.Should().Be(MqttPacketType.ConnAck);
        answer.ConnAck!.Reason.Should().Be(MqttReasonCode.Success);
        client.ConnAck = answer.ConnAck;
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        Broker.Stop();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _errors.Seen.Should().BeEmpty();
    }

    private sealed class ErrorsOnly : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Seen { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Seen.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
