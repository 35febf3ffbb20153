using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Mqtt.Broker;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.Host.Composition;

internal static class CityServices
{
    private const string Direct = "direct";

    public static IServiceCollection AddCity(this IServiceCollection services, ServerSettings settings, CityRegistry registry)
    {
        services.AddSingleton(settings);
        services.AddSingleton(settings.City);
        services.AddSingleton(settings.Pipeline);
        services.AddSingleton(registry);
        return services;
    }

    public static IServiceCollection AddCityPipeline(this IServiceCollection services, ServerSettings settings)
    {
        services.AddSingleton<Ledger>();
        services.AddSingleton<IAlertEngine>(p => new AlertEngine(
            p.GetRequiredService<CityRegistry>(), settings.City.Rules, judgesClocks: settings.Pipeline.Clock == ClockSource.Host));
        services.AddSingleton(p => new ShardCrew(p.GetRequiredService<PipelineOptions>().Shards));
        services.AddSingleton<CityPipeline>();
        services.AddSingleton(p => p.GetRequiredService<CityPipeline>().Shards);
        services.AddSingleton<ICityPipeline>(p => p.GetRequiredService<CityPipeline>());
        services.AddSingleton(p => p.GetRequiredService<CityPipeline>().Quality);
        services.AddSingleton(p => p.GetRequiredService<CityPipeline>().Devices);
        services.AddSingleton<OpenZoneWindows>();
        services.AddSingleton<SourceAges>();
        services.AddSingleton<ISourceAges>(p => p.GetRequiredService<SourceAges>());
        AddAlertLog(services);
        services.AddSingleton(p => new AlertPublisher(p.GetService<IMqttPublisher>()));
        services.AddSingleton<IShardOutput>(p => new CityOutputs(
            p.GetRequiredService<CityPipeline>(), p.GetRequiredService<IPointLog>(), p.GetRequiredService<LiveTable>(),
            p.GetRequiredService<AlertLog>(), p.GetRequiredService<AlertPublisher>(), p.GetRequiredService<SourceAges>(),
            p.GetRequiredService<OpenZoneWindows>()));
        services.AddHostedService<LiveTableRestore>();
        return services;
    }

    // Whoever asks for the store waits for what is on its way there; the spool and the log have the store itself.
    private static void AddAlertLog(IServiceCollection services)
    {
        var store = services.Last(service => service.ServiceType == typeof(IAlertStore));
        services.Remove(store);
        services.AddKeyedSingleton<IAlertStore>(Direct, (p, _) => (IAlertStore)store.ImplementationFactory!(p));
        services.AddSingleton(p => new AlertSpool(
            p.GetRequiredKeyedService<IAlertStore>(Direct), p.GetRequiredService<ILogger<AlertSpool>>()));
        services.AddSingleton<IAlertStore>(p => new SettledAlertStore(
            p.GetRequiredKeyedService<IAlertStore>(Direct), p.GetRequiredService<AlertSpool>()));
        services.AddSingleton(p => new AlertLog(
            p.GetRequiredKeyedService<IAlertStore>(Direct), p.GetRequiredService<AlertSpool>(), p.GetRequiredService<IAlertEngine>(),
            p.GetRequiredService<ILogger<AlertLog>>()));
    }
}
