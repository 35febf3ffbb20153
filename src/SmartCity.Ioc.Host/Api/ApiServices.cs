using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.Host.Api;

/// <summary>What the REST interface needs beside the rooms' own services.</summary>
internal static class ApiServices
{
    public static IServiceCollection AddIocApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.ConfigureHttpJsonOptions(http =>
        {
            http.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJsonContext.Default);
            http.SerializerOptions.Converters.Add(new Rfc3339Converter());
            http.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
        });
        services.AddSingleton<DeviceSearch>();
        services.AddSingleton<DeviceSnapshot>();
        services.AddSingleton<DeviceCheckDetails>();
        services.AddSingleton<TerritoryMap>();
        services.AddSingleton<CityClock>();
        services.AddSingleton<RehearsalDesk>();
        services.AddSingleton<Alerts.Rehearsal.RehearsalFeed>();
        services.AddSingleton<Alerts.Rehearsal.AlertExplainer>();
        services.AddSingleton(p => new HistoryReader(
            p.GetRequiredService<ITimeSeriesStore>(), p.GetRequiredService<IRecentPoints>(), p.GetRequiredService<OpenZoneWindows>(),
            p.GetRequiredService<PipelineOptions>(), p.GetRequiredService<CityRegistry>().City.TimeZone));
        services.TryAddSingleton(TimeProvider.System);
        services.AddOpenApi("v1", openApi =>
        {
            openApi.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "SmartCity.Ioc";
                document.Info.Version = "v1";
                return Task.CompletedTask;
            });
            openApi.AddOperationTransformer((operation, _, _) =>
            {
                // The generator takes them from the records' properties as they are spelt there.
                foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
                {
                    parameter.Name = JsonNamingPolicy.CamelCase.ConvertName(parameter.Name!);
                }

                return Task.CompletedTask;
            });
            openApi.AddSchemaTransformer((schema, context, _) =>
            {
                // Its own converter hides from the generator that a time is text.
                if (context.JsonTypeInfo.Type == typeof(DateTimeOffset) || context.JsonTypeInfo.Type == typeof(DateTimeOffset?))
                {
                    schema.Type = JsonSchemaType.String;
                    schema.Format = "date-time";
                }

                return Task.CompletedTask;
            });
        });
        return services;
    }
}
