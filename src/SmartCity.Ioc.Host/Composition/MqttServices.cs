using SmartCity.Ioc.Host.Access;
using SmartCity.Ioc.Host.Auth;
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

        // What the server publishes itself is no reading. The rest is the inbox's to sort out: decoders come and go while the server runs.
        services.AddSingleton(new PublishIntakeFilter(["#"], ["ioc/v1/alerts/#"]));
        services.AddSingleton(new RuleBasedAccess(AccessRules.Of(settings.City.Access, settings.MqttAnonymous)));
        services.AddSingleton<IMqttAuthorizer, ServerTopics>();
        services.AddHostedService<AccessReloadService>();
        services.AddMqttSessionFiles(Path.Combine(settings.DataDirectory, "mqtt"));
        services.AddMqttBroker(settings.Mqtt.ApplyTo);
        return services;
    }

    /// <summary>
    /// The same broker on the HTTP port, under the same rules. "Loopback" means to the broker what "local" means to the pages: not what a proxy
    /// forwards, and not a page of another site.
    /// </summary>
    public static void MapMqttOverWebSocket(this WebApplication app, ServerSettings settings)
    {
        if (settings.Mqtt.Enabled && settings.Mqtt.WebSocketPath.Length > 0)
        {
            app.MapMqtt(settings.Mqtt.WebSocketPath).AddEndpointFilter((context, next) =>
            {
                context.HttpContext.Connection.RemoteIpAddress = LocalCaller.AddressOf(context.HttpContext);
                return next(context);
            });
        }
    }
}
