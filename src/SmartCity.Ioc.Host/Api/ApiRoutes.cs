using SmartCity.Ioc.Host.Api.Evidence;
using SmartCity.Ioc.Host.Api.History;
using SmartCity.Ioc.Host.Api.Registry;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The REST interface of CONTRACT section 6, one file per resource.</summary>
internal static class ApiRoutes
{
    public static IEndpointRouteBuilder MapApi(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1");
        api.AddEndpointFilter<UnavailableFilter>();
        CityApi.Map(api);
        ZonesApi.Map(api);
        TerritoryApi.Map(api);
        DevicesApi.Map(api);
        SnapshotApi.Map(api);
        QualityApi.Map(api);
        QualityReportApi.Map(api);
        RegistryApi.Map(api);
        HistoryApi.Map(api);
        AlertsApi.Map(api);
        AlertCommandsApi.Map(api);
        AlertBulkApi.Map(api);
        IncidentsApi.Map(api);
        PerformanceApi.Map(api);
        ExplanationApi.Map(api);
        RehearsalApi.Map(api);
        RulesApi.Map(api);
        QuarantineApi.Map(api);
        RedriveApi.Map(api);
        ReadingsApi.Map(api);
        LedgerApi.Map(api);
        WallsApi.Map(api);
        LoggingApi.Map(api);
        EvidenceApi.Map(api);
        IndicatorsApi.Map(api);
        endpoints.MapOpenApi();
        return endpoints;
    }
}
