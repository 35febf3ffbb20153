using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace SmartCity.Ioc.Mqtt.Transport;

/// <summary>Registration of the transport behind <see cref="MqttEndPoint"/>.</summary>
public static class MqttTransportServices
{
    /// <summary>Call after Kestrel is registered (any <c>WebApplication</c> builder has done so): of several transports the last that can bind is asked.</summary>
    public static IServiceCollection AddMqttTransport(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IConnectionListenerFactory, ReadinessTransportFactory>());
        return services;
    }
}
