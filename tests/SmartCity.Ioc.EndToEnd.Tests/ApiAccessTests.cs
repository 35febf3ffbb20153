using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>Who may do what over REST, asked of every route that the running server describes: a route added without a thought of its
/// callers fails here.</summary>
public sealed class ApiAccessTests : IAsyncLifetime
{
    private const string Own = "phuong-vung-tau";
    private const string Foreign = "phuong-ba-ria";
    private const string Secret = "air-unseen-77";

    // What one reads there is for those who act on it: messages as they came, holds on history, the server's own settings.
    private static readonly string[] NotForViewers = ["quarantine", "evidence", "logging"];

    private IocServer? _server;

    private IocServer Server => _server!;

    public async Task InitializeAsync()
    {
        _server = await IocServer.StartAsync(
            [.. Key(0, "admin"), .. Key(1, "operator", Own), .. Key(2, "viewer"), .. Key(3, "ingest")]);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }

    [Fact]
    public async Task EveryRoute_IsOpenToItsRolesOnly()
    {
        var wrong = new List<string>();
        foreach (var (method, path) in await RoutesAsync())
        {
            var looks = method == HttpMethod.Get && !NotForViewers.Contains(path.Split('/')[3]);
            var takesReadings = method == HttpMethod.Post && path == "/api/v1/readings";
            foreach (var (key, refused) in new (string?, HttpStatusCode?)[]
            {
                (null, HttpStatusCode.Unauthorized),
                ("not-a-key-of-this-server", HttpStatusCode.Unauthorized),
                (KeyOf("ingest"), takesReadings ? null : HttpStatusCode.Forbidden),
                (KeyOf("viewer"), looks ? null : HttpStatusCode.Forbidden),
            })
            {
                using var answer = await SendAsync(method, path.Replace("{id}", "nothing", StringComparison.Ordinal), key);
                if (refused is { } status ? answer.StatusCode != status : answer.StatusCode == HttpStatusCode.Unauthorized)
                {
                    wrong.Add($"{method} {path} with {key ?? "no key"}: {(int)answer.StatusCode}");
                }

                if (refused is not null)
                {
                    (await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!.GetValue<string>().Should().NotBeEmpty();
                }
            }
        }

        wrong.Should().BeEmpty();
    }

    [SkippableFact]
    public async Task EveryRoute_ForACallerWithZones_SaysNothingOfOthers()
    {
        RequiresProgram.Find("mosquitto_pub");
        Server.Http.DefaultRequestHeaders.Add("X-Api-Key", KeyOf("admin"));
        await Server.PublishAsync($"ioc/v1/{Own}/air/air-seen-1", """{"seq": 1, "pm25": 900}""");
        await Server.PublishAsync($"ioc/v1/{Foreign}/air/{Secret}", """{"seq": 1, "pm25": 900}""");
        await Server.PublishAsync($"ioc/v1/{Foreign}/air/{Secret}", $$"""{"seq": 2, "pm25": "{{Secret}}"}""");
        var raised = await Server.GetUntilAsync($"/api/v1/alerts?zone={Foreign}", page => page["items"]!.AsArray().Any(Concerns), "the foreign alert");
        var alert = raised["items"]!.AsArray().First(Concerns)!["id"]!.GetValue<string>();
        using var hold = await SendAsync(HttpMethod.Post, "/api/v1/evidence", KeyOf("admin"),
            $$"""{"device": "{{Secret}}", "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z", "until": "2099-01-01T00:00:00Z", "reason": "for the court"}""");
        var evidence = (await hold.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!["id"]!.GetValue<string>();

        var wrong = new List<string>();
        foreach (var (method, path) in await RoutesAsync())
        {
            var foreign = path.Split('/')[3] switch
            {
                "devices" => Secret,
                "zones" => Foreign,
                "alerts" => alert,
                "evidence" => evidence,
                _ => null,
            };
            if (path.Contains("{id}", StringComparison.Ordinal))
            {
                if (foreign is null)
                {
                    continue;
                }

                using var answer = await SendAsync(method, path.Replace("{id}", foreign, StringComparison.Ordinal), KeyOf("operator"), BodyFor(path));
                if (answer.StatusCode is not (HttpStatusCode.NotFound or HttpStatusCode.Forbidden))
                {
                    wrong.Add($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                }
            }
            else if (method == HttpMethod.Get)
            {
                using var answer = await SendAsync(method, path == "/api/v1/reports/quality" ? path + "?month=2026-11" : path, KeyOf("operator"));
                var said = await answer.Content.ReadAsStringAsync();
                if (said.Contains(Secret, StringComparison.Ordinal) || (answer.StatusCode >= HttpStatusCode.BadRequest && answer.StatusCode != HttpStatusCode.Forbidden))
                {
                    wrong.Add($"{method} {path}: {(int)answer.StatusCode} {said}");
                }
            }
        }

        wrong.Should().BeEmpty();
        using var bulk = await SendAsync(HttpMethod.Post, "/api/v1/alerts/bulk", KeyOf("operator"), $$"""{"verb": "acknowledge", "ids": ["{{alert}}"]}""");
        (await bulk.Content.ReadAsStringAsync()).Should().NotContain(Secret);
        (await Server.Http.GetFromJsonAsync<JsonNode>($"/api/v1/alerts/{alert}"))!["acknowledgedBy"].Should().BeNull();
        using var moved = await SendAsync(HttpMethod.Put, "/api/v1/devices", KeyOf("operator"), $$"""[{"id": "{{Secret}}", "zone": "{{Own}}"}]""");
        moved.IsSuccessStatusCode.Should().BeFalse();
        (await Server.Http.GetFromJsonAsync<JsonNode>($"/api/v1/devices/{Secret}"))!["zone"]!.GetValue<string>().Should().Be(Foreign);
        using var own = await SendAsync(HttpMethod.Get, "/api/v1/devices/air-seen-1", KeyOf("operator"));
        own.StatusCode.Should().Be(HttpStatusCode.OK);
        Server.AssertNoErrors();
    }

    private static bool Concerns(JsonNode? alert) => alert!["device"]?.GetValue<string>() == Secret;

    private static string KeyOf(string role) => $"key-of-the-{role}-0123";

    private static IEnumerable<string> Key(int index, string role, string? zones = null)
    {
        yield return $"--Ioc:Auth:ApiKeys:{index}:Key={KeyOf(role)}";
        yield return $"--Ioc:Auth:ApiKeys:{index}:Role={role}";
        if (zones is not null)
        {
            yield return $"--Ioc:Auth:ApiKeys:{index}:Zones={zones}";
        }
    }

    private static string BodyFor(string path) => path[(path.LastIndexOf('/') + 1)..] switch
    {
        "assign" => """{"assignee": "x", "note": "x"}""",
        "shelve" => """{"until": "2099-01-01T00:00:00Z", "note": "x"}""",
        "extend" => """{"until": "2099-02-01T00:00:00Z", "note": "x"}""",
        _ => """{"note": "x"}""",
    };

    private async Task<IReadOnlyList<(HttpMethod Method, string Path)>> RoutesAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/openapi/v1.json");
        request.Headers.Add("X-Api-Key", KeyOf("admin"));
        using var answer = await Server.Http.SendAsync(request);
        var paths = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["paths"]!.AsObject();
        var routes = paths.SelectMany(path => path.Value!.AsObject().Select(operation => (HttpMethod.Parse(operation.Key.ToUpperInvariant()), path.Key))).ToArray();
        routes.Length.Should().BeGreaterThan(50);
        return routes;
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? key, string body = "{}")
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
        {
            request.Headers.Add("X-Api-Key", key);
        }

        if (method != HttpMethod.Get)
        {
            request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        }

        using var client = new HttpClient { BaseAddress = Server.Http.BaseAddress };
        return await client.SendAsync(request);
    }
}
