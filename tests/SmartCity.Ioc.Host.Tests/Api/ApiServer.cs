using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Serilog.Events;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Evidence;
using SmartCity.Ioc.Host.Api;
using SmartCity.Ioc.Host.Logging;
using SmartCity.Ioc.Host.Tests.Api.Fakes;
using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Push.Walls;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Territory;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Cities;
using SmartCity.Ioc.Testing.Time;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.History;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Host.Tests.Api;

/// <summary>The REST interface on a spare port of loopback, over the small city and stores in memory.</summary>
internal sealed class ApiServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private ApiServer(WebApplication app)
    {
        _app = app;
        _client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()), Timeout = TimeSpan.FromSeconds(60) };
    }

    private static ZoneBoundary Triangle(string zone) => new(zone, [[[new(10.3, 107), new(10.3, 107.1), new(10.4, 107.05), new(10.3, 107)]]]);

    public CityRegistry Registry => Of<CityRegistry>();

    /// <summary>For what is neither a status nor a JSON body.</summary>
    public HttpClient Client => _client;

    public LiveTable Table => Of<LiveTable>();

    public static async Task<ApiServer> StartAsync(Action<IServiceCollection>? configure = null)
    {
        var city = SmallCity.Create(SmallCity.Threshold("pm25-high", 0, "pm25", 150, 140), SmallCity.Offline("camera-silent", 1));
        var registry = new CityRegistry(city with { Boundaries = [Triangle("e1"), Triangle("w1")] });
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var services = builder.Services;
        services.AddSingleton<TimeProvider>(new ManualTimeProvider());
        services.AddSingleton(registry);
        services.AddSingleton(new LiveTable(registry, new LivePushOptions()));
        services.AddSingleton(new Storage.TimeSeries.TimeSeriesWriterStatus());
        services.AddSingleton(new PipelineOptions());
        services.AddSingleton<Ledger>();
        services.AddSingleton<IAlertEngine>(new AlertEngine(registry, registry.City.Rules));
        services.AddSingleton<CityPipeline>();
        services.AddSingleton(p => p.GetRequiredService<CityPipeline>().Quality);
        services.AddSingleton(p => p.GetRequiredService<CityPipeline>().Devices);
        services.AddSingleton<IAlertStore, MemoryAlertStore>();
        services.AddSingleton<ITimeSeriesStore, MemoryTimeSeries>();
        services.AddSingleton<Alerts.Rehearsal.IRecordedInputs, NoRecordedInputs>();
        services.AddSingleton<IRecentPoints, MemoryRecent>();
        services.AddSingleton<OpenZoneWindows>();
        services.AddSingleton<TemporaryFolder>();
        services.AddSingleton<IEvidenceStore>(p => new SqliteEvidenceStore(
            p.GetRequiredService<TemporaryFolder>().Combine("evidence.db"), TimeProvider.System, NullLogger<SqliteEvidenceStore>.Instance));
        services.AddSingleton<HeldSpans>();
        services.AddSingleton<IIndicatorStore>(p => new SqliteIndicatorStore(
            p.GetRequiredService<TemporaryFolder>().Combine("indicators.db"), TimeProvider.System, NullLogger<SqliteIndicatorStore>.Instance));
        services.AddSingleton<IndicatorBoard>();
        services.AddSingleton<IQuarantineStore, MemoryQuarantine>();
        services.AddSingleton<IRedriveGateway, CountingRedrive>();
        services.AddSingleton<ICommandGateway, RecordingGateway>();
        services.AddSingleton<IReadingsIntake, RecordingIntake>();
        services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, HeaderSignIn>("test", null);
        var authorization = services.AddAuthorizationBuilder();
        foreach (var policy in new[] { "view", "operate", "ingest", "admin" })
        {
            authorization.AddPolicy(policy, p => p.RequireAuthenticatedUser());
        }

        services.AddSingleton(p => new LogLevels(LogEventLevel.Information, p.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IWallStore, MemoryWalls>();
        services.AddSingleton<WallRegister>();
        services.AddIocApi();
        configure?.Invoke(services);
        var app = builder.Build();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapApi();
        await app.StartAsync();
        return new ApiServer(app);
    }

    public T Of<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path, params (string Name, string Value)[] headers) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Get, path), headers);

    public Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(
        string path, string body, string type = "application/json", params (string Name, string Value)[] headers) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, type) }, headers);

    public Task<(HttpStatusCode Status, JsonElement Body)> PutAsync(
        string path, string body, string type = "application/json", params (string Name, string Value)[] headers) =>
        SendAsync(new HttpRequestMessage(HttpMethod.Put, path) { Content = new StringContent(body, Encoding.UTF8, type) }, headers);

    public async Task<HttpResponseMessage> GetResponseAsync(string path, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await _client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    public void Say(string device, long milliseconds, string metric, double value)
    {
        using var batch = new ReadingBatch { ClockNanos = milliseconds * 1_000_000 };
        batch.Begin();
        batch.AddValue(Registry.InternMetric(metric), value);
        Registry.TryFindDevice(device, out var index);
        batch.Commit(index, milliseconds * 1_000_000, milliseconds * 1_000_000, 0, MessageMarks.None);
        Table.OnAccepted(batch);
    }

    public Alert Raise(string id, string zone = "e1", Severity severity = Severity.Major, AlertState state = AlertState.Active, long raisedAt = 1_795_308_300_990, string? incident = null,
        string? device = "air-1")
    {
        var alert = new Alert(
            id, "pm25-high", severity, state, SmallCity.Text("Bụi cao"), zone, device, "air", "pm25", 158.2, 150, 1_795_308_300_928_000_000,
            raisedAt * 1_000_000, null, null, null, null, incident, 1);
        var store = Of<IAlertStore>();
        var transition = new AlertTransition(store.LastSequence + 1, alert, "raised", raisedAt * 1_000_000, alert.EventTimeNanos, "system", null);
        store.Append([transition]);
        Table.OnAlerts([transition]);
        return alert;
    }

    /// <summary>A further change of an alert.</summary>
    public void Change(Alert alert, string action, long at, string by = "system", string? from = null)
    {
        var store = Of<IAlertStore>();
        store.Append([new AlertTransition(store.LastSequence + 1, alert, action, at * 1_000_000, at * 1_000_000, by, null, from)]);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(HttpRequestMessage request, (string Name, string Value)[] headers)
    {
        using (request)
        {
            foreach (var (name, value) in headers)
            {
                request.Headers.Add(name, value);
            }

            using var response = await _client.SendAsync(request);
            var body = await response.Content.ReadAsByteArrayAsync();
            if (!response.IsSuccessStatusCode)
            {
                response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
            }

            return (response.StatusCode, JsonDocument.Parse(body).RootElement);
        }
    }
}
