using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push;

namespace SmartCity.Ioc.Host.Telemetry;

internal static class TelemetryServices
{
    /// <summary>Nothing at all without a collector: a trace that nobody takes is not begun.</summary>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, ServerSettings settings)
    {
        if (string.IsNullOrEmpty(settings.Otlp.Endpoint))
        {
            return services;
        }

        services.AddHostedService<OtlpExport>();
        if (settings.Otlp.TraceEvery > TimeSpan.Zero)
        {
            services.AddSingleton<MessageTracer>();
            services.AddSingleton<IShardOutput>(p => p.GetRequiredService<MessageTracer>());
            services.AddSingleton<IDeviceTrace>(p => p.GetRequiredService<MessageTracer>());
        }

        return services;
    }
}
