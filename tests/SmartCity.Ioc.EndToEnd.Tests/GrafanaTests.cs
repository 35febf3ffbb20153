using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>The dashboards of Grafana against what the server really writes into a real InfluxDB.</summary>
public sealed class GrafanaTests
{
    private const string Zone = "vung-tau";
    private static readonly string Folder = Path.Combine(Repository.Root, "dashboards", "grafana");

    // What the panels ask for, one device of each kind.
    private static readonly Dictionary<string, string> Messages = new()
    {
        ["traffic"] = """{"speed":31.5,"flow":840}""",
        ["parking"] = """{"occupancy":71}""",
        ["air"] = """{"pm25":38.2}""",
        ["water"] = """{"level":1.2}""",
        ["weather"] = """{"rain":4,"temp":29.4,"gust":9}""",
        ["noise"] = """{"laeq":66}""",
        ["camera"] = """{"vehicles":14}""",
        ["crowd"] = """{"density":1.4}""",
        ["hospital"] = """{"waiting":37}""",
        ["lighting"] = """{"lamps_out":2}""",
    };

    [SkippableFact]
    public async Task Dashboards_EveryQuery_FindsWhatTheServerWrites()
    {
        await using var influx = await InfluxServer.StartAsync("ioc");
        await using var server = await IocServer.StartAsync(
            "--Ioc:TimeSeries:Store=influxdb", $"--Ioc:InfluxDb:Url={influx.Url}", "--Ioc:InfluxDb:Database=ioc", "--Ioc:Pipeline:AllowedLateness=1s");

        // Two minutes ago, so that its minute is over; and now, so that an alert is raised.
        var past = TimeProvider.System.GetUtcNow().AddMinutes(-2).ToUnixTimeMilliseconds();
        foreach (var (kind, values) in Messages)
        {
            await server.PublishAsync($"ioc/v1/{Zone}/{kind}/{kind}-grafana", values.Replace("{", $$"""{"ts":{{past}},""", StringComparison.Ordinal));
        }

        await server.PublishAsync($"ioc/v1/{Zone}/air/air-grafana", """{"pm25":200}""");

        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        foreach (var (title, query) in Queries())
        {
            string answer;
            while (!(answer = await influx.QueryAsync(query, "ioc")).Contains("\"series\"", StringComparison.Ordinal))
            {
                answer.Should().NotContain("error", $"of {title}: {query}");
                bound.IsCancellationRequested.Should().BeFalse($"{title} found nothing: {query}\n{answer}\n{server.Output}");
                await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, CancellationToken.None);
            }
        }

        server.AssertNoErrors();
    }

    [Fact]
    public void Dashboards_NameTheSourceThatIsProvisioned_AndNoPanelTwice()
    {
        var source = File.ReadAllText(Path.Combine(Folder, "provisioning", "datasources", "influxdb.yaml"));
        var uids = new List<string>();
        foreach (var dashboard in Dashboards())
        {
            uids.Add(dashboard["uid"]!.GetValue<string>());
            dashboard["panels"]!.AsArray().Select(panel => panel!["id"]!.GetValue<int>()).Should().OnlyHaveUniqueItems();
            foreach (var panel in dashboard["panels"]!.AsArray().Where(panel => panel!["type"]!.GetValue<string>() != "row"))
            {
                source.Should().Contain($"uid: {panel!["datasource"]!["uid"]}");
            }
        }

        uids.Should().OnlyHaveUniqueItems().And.HaveCount(4);
    }

    private static IEnumerable<(string Title, string Query)> Queries()
    {
        foreach (var dashboard in Dashboards())
        {
            var title = dashboard["title"]!.GetValue<string>();
            foreach (var variable in dashboard["templating"]!["list"]!.AsArray())
            {
                yield return ($"{title}, {variable!["name"]}", Fill(variable["query"]!.GetValue<string>()));
            }

            foreach (var panel in dashboard["panels"]!.AsArray().Where(panel => panel!["targets"] is not null))
            {
                foreach (var target in panel!["targets"]!.AsArray())
                {
                    yield return ($"{title}, {panel["title"]}", Fill(target!["query"]!.GetValue<string>()));
                }
            }
        }
    }

    // As Grafana fills them in. A rate needs two points of the server's own, which come every ten seconds.
    private static string Fill(string query) => query
        .Replace("$timeFilter", "time > now() - 1h AND time < now() + 1m", StringComparison.Ordinal)
        .Replace("$__interval", query.Contains("derivative", StringComparison.Ordinal) ? "1s" : "1m", StringComparison.Ordinal)
        .Replace("$zone", Zone, StringComparison.Ordinal)
        .Replace("${kind}", "air", StringComparison.Ordinal)
        .Replace("$kind", "air", StringComparison.Ordinal)
        .Replace("$device", "air-grafana", StringComparison.Ordinal)
        .Replace("${metric}", "pm25", StringComparison.Ordinal)
        .Replace("$metric", "pm25", StringComparison.Ordinal)
        .Replace("$host", Environment.MachineName, StringComparison.Ordinal)
        .Replace("\"state\" = 'acknowledged' OR", "\"state\" = 'active' OR \"state\" = 'acknowledged' OR", StringComparison.Ordinal);

    private static IEnumerable<JsonNode> Dashboards() =>
        Directory.EnumerateFiles(Path.Combine(Folder, "dashboards"), "*.json").Order(StringComparer.Ordinal).Select(file => JsonNode.Parse(File.ReadAllText(file))!);
}
