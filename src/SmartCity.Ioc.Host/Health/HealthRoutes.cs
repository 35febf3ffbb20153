using System.Text.Json.Serialization;
using SmartCity.Ioc.Host.Metrics;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Host.Health;

/// <summary><c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>: for watchdogs, so without a key.</summary>
internal static class HealthRoutes
{
    public static IServiceCollection AddIocHealth(this IServiceCollection services) =>
        services.AddSingleton<LedgerWatch>().AddSingleton<IShardOutput>(p => p.GetRequiredService<LedgerWatch>())
            .AddSingleton<Readiness>().AddSingleton<PrometheusExporter>().AddSingleton<CityMetrics>().AddSingleton<IServerFigures, ServerFigures>();

    public static IEndpointRouteBuilder MapIocHealth(this IEndpointRouteBuilder endpoints)
    {
        // Made now, so that they hear the meters and the pipeline from the first count on.
        var metrics = endpoints.ServiceProvider.GetRequiredService<PrometheusExporter>();
        _ = endpoints.ServiceProvider.GetRequiredService<CityMetrics>();
        endpoints.MapGet("/health/live", () => Results.Text("alive")).ExcludeFromDescription();
        endpoints.MapGet("/health/ready", (Readiness readiness) =>
        {
            var report = readiness.Report();
            return Results.Json(
                report, HealthJsonContext.Default.ReadinessReport,
                statusCode: report.Status == "unready" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK);
        }).ExcludeFromDescription();
        endpoints.MapGet("/metrics", () => Results.Text(metrics.Scrape(), PrometheusExporter.ContentType)).ExcludeFromDescription();
        return endpoints;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ReadinessReport))]
internal sealed partial class HealthJsonContext : JsonSerializerContext;
