using Microsoft.AspNetCore.Server.Kestrel.Core;
using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Mqtt.Transport;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>The sockets that the server opens: MQTT and HTTP, each also over TLS where it has a certificate.</summary>
internal static class Listeners
{
    public static void UseIocListeners(this ConfigureWebHostBuilder web, ServerSettings settings)
    {
        web.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            ListenForMqtt(kestrel, settings);

            if (settings.Http.TlsPort is { } tls)
            {
                var certificates = ServerCertificates.Read("Ioc:Http", settings.Http.Certificate);
                kestrel.Listen(settings.HttpAddress, tls, endpoint => endpoint.UseHttps(certificates));
            }

            // Last, as sockets are opened in this order: whoever is told over HTTP that the server is ready finds the others open.
            kestrel.Listen(settings.HttpAddress, settings.Http.Port);
        });
        web.UseSockets(sockets =>
        {
            // An idle connection holds no buffer: 10,000 sleeping cameras cost their sockets, not their buffers.
            sockets.WaitForDataBeforeAllocatingBuffer = true;
        });
    }

    private static void ListenForMqtt(KestrelServerOptions kestrel, ServerSettings settings)
    {
        if (!settings.Mqtt.Enabled)
        {
            return;
        }

        // Its own transport: one thread that waits on all sockets (decision 2).
        kestrel.Listen(new MqttEndPoint(settings.MqttAddress, settings.Mqtt.Port), endpoint => endpoint.UseMqtt());
        if (settings.Mqtt.TlsPort is { } tls)
        {
            var certificates = ServerCertificates.Read("Ioc:Mqtt:Listener", settings.Mqtt.Certificate);
            kestrel.Listen(settings.MqttAddress, tls, endpoint => endpoint.UseHttps(certificates).UseMqtt());
        }
    }
}
