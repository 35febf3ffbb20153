using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Transport;

namespace SmartCity.Ioc.Mqtt.Broker;

/// <summary>Registration of the embedded broker.</summary>
public static class MqttBrokerServices
{
    /// <summary>
    /// Adds the broker. Optional services that it takes when they are registered: <see cref="IPublishIntake"/> with
    /// <see cref="PublishIntakeFilter"/>, <see cref="IMqttSessionStore"/>, <see cref="TimeProvider"/>, and a <see cref="RuleBasedAccess"/> (or
    /// an authenticator and authorizer of the host's own). Without rules only this machine may connect.
    /// </summary>
    public static IServiceCollection AddMqttBroker(this IServiceCollection services, Action<MqttBrokerOptions>? configure = null)
    {
        var options = services.AddOptions<MqttBrokerOptions>().ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.AddMqttTransport();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new RuleBasedAccess(MqttAccessRules.LoopbackOnly));
        services.TryAddSingleton<IMqttAuthenticator>(provider => provider.GetRequiredService<RuleBasedAccess>());
        services.TryAddSingleton<IMqttAuthorizer>(provider => provider.GetRequiredService<RuleBasedAccess>());
        services.TryAddSingleton(provider =>
        {
            var given = new MqttBrokerDependencies(
                provider.GetRequiredService<IOptions<MqttBrokerOptions>>().Value,
                provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILogger<MqttBroker>>());
            var broker = new MqttBroker(given with
            {
                Store = provider.GetService<IMqttSessionStore>() ?? given.Store,
                Authenticator = provider.GetRequiredService<IMqttAuthenticator>(),
                Authorizer = provider.GetRequiredService<IMqttAuthorizer>(),
                Intake = provider.GetService<IPublishIntake>(),
                IntakeFilter = provider.GetService<PublishIntakeFilter>(),
                Meters = provider.GetService<IMeterFactory>(),
            });

            // Before Kestrel waits for its connections to end.
            provider.GetService<IHostApplicationLifetime>()?.ApplicationStopping.Register(broker.Stop);
            return broker;
        });
        services.TryAddSingleton<IMqttPublisher>(provider => provider.GetRequiredService<MqttBroker>());
        return services;
    }

    /// <summary>Keeps sessions and retained messages in a folder, so that they survive a restart.</summary>
    public static IServiceCollection AddMqttSessionFiles(this IServiceCollection services, string folder)
    {
        services.TryAddSingleton<IMqttSessionStore>(
            provider => new FileSessionStore(folder, provider.GetRequiredService<ILogger<FileSessionStore>>()));
        return services;
    }

    /// <summary>
    /// Speaks MQTT on an endpoint: <c>kestrel.Listen(new MqttEndPoint(address, 1883), o => o.UseMqtt())</c> for plain TCP; for TLS an ordinary
    /// endpoint and <c>o.UseHttps(…).UseMqtt()</c>.
    /// </summary>
    public static ListenOptions UseMqtt(this ListenOptions endpoint)
    {
        endpoint.UseConnectionHandler<MqttConnectionHandler>();
        return endpoint;
    }
}
