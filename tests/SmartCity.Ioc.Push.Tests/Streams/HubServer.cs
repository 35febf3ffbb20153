using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Push.Tests.Streams;

/// <summary>A real server with the hub on a spare port of loopback, over the small city.</summary>
internal sealed class HubServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private HubServer(WebApplication app, PushCity city)
    {
        _app = app;
        City = city;
    }

    public PushCity City { get; }

    public Uri Address => new(_app.Urls.Single());

    /// <summary>What first frames pass.</summary>
    public FirstFrameGate Gate => _app.Services.GetRequiredService<FirstFrameGate>();

    public static async Task<HubServer> StartAsync(Action<LivePushOptions>? configure = null, PushCity? city = null)
    {
        var options = new LivePushOptions();
        configure?.Invoke(options);
        city ??= new PushCity(options);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddLivePush(configure);
        builder.Services.AddSingleton(city.Registry);
        builder.Services.AddSingleton(city.Table);
        builder.Services.AddSingleton<IAlertStore>(city.Store);
        builder.Services.AddSingleton(city.Indicators);
        builder.Services.AddSingleton<IWallStore>(new MemoryWalls());
        builder.Services.AddSingleton<ISourceAges>(new FixedAges());
        builder.Services.AddSingleton<ITimeSeriesStore>(new MemoryHistory());
        var app = builder.Build();
        app.MapLivePush();
        await app.StartAsync();
        return new HubServer(app, city);
    }

    public async Task UntilAsync(Func<FirstFrameGate, bool> condition, CancellationToken cancellation)
    {
        while (!condition(Gate))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
