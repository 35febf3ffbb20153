using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Mqtt.Broker;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>The embedded MQTT endpoint: TCP and TLS as Kestrel listeners, WebSocket on the HTTP port.</summary>
internal static class MqttServices
{
    public static IServiceCollection AddIocMqtt(this IServiceCollection services, ServerSettings settings)
    {
        if (!settings.Mqtt.Enabled)
        {
            return services;
        }

        // What the server publishes itself is no reading.
        services.AddSingleton(new PublishIntakeFilter(["ioc/v1/#"], ["ioc/v1/alerts/#"]));
        services.AddMqttBroker(broker => broker.MaximumConnections = settings.Mqtt.MaxConnections);
        return services;
    }

    /// <summary>The same broker on the HTTP port. Who may come in is the broker's question, as on the other endpoints.</summary>
    public static void MapMqttOverWebSocket(this WebApplication app, ServerSettings settings)
    {
        if (settings.Mqtt.Enabled && settings.Mqtt.WebSocketPath.Length > 0)
        {
            app.MapMqtt(settings.Mqtt.WebSocketPath);
        }
    }
}
