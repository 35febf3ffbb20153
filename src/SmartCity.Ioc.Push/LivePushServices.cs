using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push.Encoding;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Push.Walls;

namespace SmartCity.Ioc.Push;

/// <summary>
/// Registration. The host brings <c>CityRegistry</c>, <c>CityPipeline</c>, <c>IAlertStore</c>, <c>ITimeSeriesStore</c>,
/// <c>IndicatorBoard</c>, <c>IWallStore</c> and <see cref="ISourceAges"/>, feeds <see cref="LiveTable"/>, and lets walls in only after <see cref="LiveTable.Restore"/>.
/// </summary>
public static class LivePushServices
{
    // A request with the longest list of names that is let in.
    private const int LargestRequest = 1024 * 1024;

    public static IServiceCollection AddLivePush(this IServiceCollection services, Action<LivePushOptions>? configure = null)
    {
        var options = services.AddOptions<LivePushOptions>().ValidateDataAnnotations().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(s => s.GetRequiredService<IOptions<LivePushOptions>>().Value);
        services.AddSingleton<LiveTable>();
        services.AddSingleton<IShardOutput, HealthSeed>();
        services.AddHostedService<ValueSeed>();
        services.AddSingleton<AlertFeed>();
        services.AddSingleton<IndicatorEncoder>();
        services.AddSingleton<IndicatorFeed>();
        services.AddMetrics();
        services.AddSingleton<PushMetrics>();
        services.AddSingleton<WallRegister>();
        services.AddSingleton<FirstFrameGate>();
        services.AddSingleton<CrowdCheck>();
        services.AddSingleton<LiveStreamServices>();
        services.AddSingleton<LiveStreams>();
        services.AddSingleton<LiveRequests>();
        services
            .AddSignalR(hub =>
            {
                hub.MaximumReceiveMessageSize = LargestRequest;
                hub.KeepAliveInterval = TimeSpan.FromSeconds(10);
                hub.ClientTimeoutInterval = TimeSpan.FromSeconds(30);
            })
            .AddJsonProtocol(json => json.PayloadSerializerOptions.TypeInfoResolverChain.Insert(0, PushJsonContext.Default));
        services.AddSingleton<IHubProtocol, LiveHubProtocol>(); // of one name the last one counts
        return services;
    }

    /// <summary>Maps <c>/hubs/live</c>: WebSockets only, and only for pages of this server or of an allowed origin.</summary>
    public static IEndpointConventionBuilder MapLivePush(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        _ = endpoints.ServiceProvider.GetRequiredService<LiveStreams>(); // its figures are there before its first client
        endpoints.ServiceProvider.GetRequiredService<PushMetrics>().Watch(endpoints.ServiceProvider.GetRequiredService<WallRegister>());
        var options = endpoints.ServiceProvider.GetRequiredService<LivePushOptions>();
        var origins = new OriginCheck(
            options,
            endpoints.ServiceProvider.GetRequiredService<ILoggerFactory>().CreateLogger<OriginCheck>());
        var hub = endpoints.MapHub<LiveHub>("/hubs/live", connection =>
        {
            connection.Transports = HttpTransportType.WebSockets;
            connection.TransportSendTimeout = options.SendTimeout;
        });
        var crowd = endpoints.ServiceProvider.GetRequiredService<CrowdCheck>();
        hub.Add(endpoint =>
        {
            if (endpoint.RequestDelegate is { } inner)
            {
                endpoint.RequestDelegate = context =>
                    !origins.Allows(context) ? Refuse(context, StatusCodes.Status403Forbidden, "This origin is not allowed.")
                    : !crowd.Allows(context) ? Refuse(context, StatusCodes.Status503ServiceUnavailable, "Many walls wait for their first picture; come again.")
                    : inner(context);
            }
        });
        return hub;
    }

    private static Task Refuse(HttpContext context, int status, string title) =>
        Results.Problem(statusCode: status, title: title).ExecuteAsync(context);
}
