using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Ingest.Brokers;

public static class BrokerServices
{
    /// <summary>Consumes from the brokers under <c>Mqtt:Brokers</c> into the registered <see cref="IPublishIntake"/>. Registered after the
    /// ingest, it is stopped before it: the journal still answers the receipts that are out.</summary>
    /// <param name="ioc">The section <c>Ioc</c>.</param>
    public static IServiceCollection AddBrokerConsumer(this IServiceCollection services, IConfiguration ioc)
    {
        ArgumentNullException.ThrowIfNull(ioc);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<BrokersOptions>, BrokersOptionsValidator>();
        services.AddOptions<BrokersOptions>()
            .Configure(o => ioc.GetSection("Mqtt:Brokers").Bind(o.Brokers, binder => binder.ErrorOnUnknownConfiguration = true))
            .ValidateOnStart();
        services.AddSingleton<BrokerConsumerService>();
        services.AddHostedService(p => p.GetRequiredService<BrokerConsumerService>());
        return services;
    }
}
