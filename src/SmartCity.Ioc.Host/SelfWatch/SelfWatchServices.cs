using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Ingest;

namespace SmartCity.Ioc.Host.SelfWatch;

internal static class SelfWatchServices
{
    public static IServiceCollection AddSelfWatch(this IServiceCollection services, ServerSettings settings)
    {
        if (!settings.SelfWatch.Enabled)
        {
            return services;
        }

        services.AddSingleton<SelfChecks>().AddHostedService(p => new SelfWatchService(
            p.GetRequiredService<SelfChecks>().All, p.GetRequiredService<IngestStatus>(), p.GetRequiredService<IAlertStore>(),
            p.GetRequiredService<ICommandGateway>(), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<SelfWatchService>>()));
        if (settings.SelfWatch.WallSilence > TimeSpan.Zero)
        {
            services.AddSingleton(settings.SelfWatch).AddHostedService<WallWatchService>();
        }

        return services;
    }
}
