using Microsoft.Extensions.Options;
using Serilog;
using SmartCity.Ioc.Host;
using SmartCity.Ioc.Host.Api;
using SmartCity.Ioc.Host.Auth;
using SmartCity.Ioc.Host.Composition;
using SmartCity.Ioc.Host.Decoders;
using SmartCity.Ioc.Host.Health;
using SmartCity.Ioc.Host.Logging;
using SmartCity.Ioc.Host.Pages;
using SmartCity.Ioc.Host.SelfWatch;
using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Host.Telemetry;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Ingest.Brokers;
using SmartCity.Ioc.Push;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage;

// The city's data flow, from the wire to the wall; each room registers itself.
try
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var settings = ServerSettings.Read(builder.Configuration);
    var registry = new CityRegistry(settings.City);
    settings = settings with { City = registry.City };
    builder.Services.AddIocLogging(settings);
    builder.WebHost.UseIocListeners(settings);

    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddCity(settings, registry);                            // what is known: territory, kinds, devices, rules
    builder.Services.AddStorage(builder.Configuration.GetSection("Ioc"));    // journals, checkpoints, history, alerts, quarantine
    builder.Services.AddCityPipeline(settings);                              // readings -> aggregates, health, alerts
    builder.Services.AddIngest(builder.Configuration.GetSection("Ioc"));     // packets -> journal -> batches
    builder.Services.AddHostedService<DecoderReloadService>();               // how messages beside the contract's are read
    builder.Services.AddIocMqtt(settings);                                   // the embedded listener
    builder.Services.AddBrokerConsumer(builder.Configuration.GetSection("Ioc"));
    builder.Services.AddLivePush(options => settings.Http.AllowedOrigins.ForEach(options.AllowedOrigins.Add));
    builder.Services.AddIocAuth(builder.Configuration, settings.City);
    builder.Services.AddIocApi();
    builder.Services.AddSingleton<IReadingsIntake, InboxReadings>();
    builder.Services.AddIocHealth();
    builder.Services.AddSelfWatch(settings);
    builder.Services.AddTelemetry(settings);

    var app = builder.Build();
    app.Services.GetRequiredService<IStartupValidator>().Validate(); // before the host does, which would log it with its stack trace
    app.UseExceptionHandler();
    app.UseStatusCodePages();
    app.UsePages();
    app.UseWebSockets();
    app.UseOriginGuard(settings);
    app.UseAuthentication();
    app.UseAuthorization();
    app.MapApi();
    app.MapLivePush().RequireAuthorization("view");
    app.MapMqttOverWebSocket(settings);
    app.MapIocHealth();
    app.AnnounceAddresses(settings);

    await app.RunAsync();
    return 0;
}
catch (Exception e) when (StartFault.Describe(e) is { } fault)
{
    await Log.CloseAndFlushAsync();
    await StartFault.SayAsync(fault);
    return 1;
}
finally
{
    await Log.CloseAndFlushAsync();
}
