using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary><c>./dev stack</c>: the parts of docker-compose.yml as processes. It builds in Release, as the tests then were.</summary>
public sealed class DevStackTests
{
    private static readonly string Dev = Path.Combine(Repository.Root, "dev");

    [SkippableFact]
    public async Task DevStack_OfDebianPackages_ReadsFromMosquittoWritesToInfluxDbAndStopsCleanly()
    {
        Skip.IfNot(Repository.IsRelease, "./dev stack builds in Release, these tests were built in Debug");
        foreach (var program in new[] { "mosquitto", "mosquitto_passwd", "influxd", "redis-server" })
        {
            RequiresProgram.Find(program);
        }

        var data = Directory.CreateTempSubdirectory("ioc-stack-");
        await using var stack = ProcessRunner.Start("bash", [Dev, "stack", "--data", data.FullName]);
        await stack.Output.WaitForLineAsync("Ctrl-C stops it", TimeSpan.FromMinutes(3));
        var influx = new Uri(Said(stack, "InfluxDB"));
        using var client = new HttpClient { BaseAddress = new Uri(new Uri(Said(stack, "Wall")), "/") };
        client.DefaultRequestHeaders.Add("X-Api-Key", Said(stack, "API key"));

        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (await StoredAsync(client) == 0 || !await HasFiguresAsync(influx))
        {
            bound.IsCancellationRequested.Should().BeFalse($"nothing was stored:\n{stack.Output}\n{stack.Errors}");
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, CancellationToken.None);
        }

        stack.Terminate();
        (await stack.WaitForExitAsync(TimeSpan.FromSeconds(40))).Should().Be(0, $"{stack.Output}\n{stack.Errors}");
        var log = await File.ReadAllTextAsync(Path.Combine(data.FullName, "logs", "server.log"));
        log.Should().NotContain("[ERR]").And.NotContain("[FTL]");
        data.Delete(recursive: true);
    }

    [SkippableFact]
    public async Task DevStackEnvironment_HoldsEverySecretThatComposeAsksFor_AndNeverTheSameTwice()
    {
        var compose = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docker-compose.yml"));
        var first = (await ProcessRunner.RunAsync("bash", [Dev, "stack", "--print-env"])).Output;
        var second = (await ProcessRunner.RunAsync("bash", [Dev, "stack", "--print-env"])).Output;

        var names = first.Select(line => line.Split('=')[0]).ToArray();
        names.Should().OnlyContain(name => compose.Contains($"${{{name}:?", StringComparison.Ordinal));
        compose.Split("${").Skip(1).Select(part => part.Split(['}', ':'])[0]).Where(name => compose.Contains($"${{{name}:?", StringComparison.Ordinal))
            .Distinct().Should().BeEquivalentTo(names);
        first.Should().NotIntersectWith(second).And.OnlyContain(line => line.Length > line.IndexOf('=', StringComparison.Ordinal) + 30);
    }

    // "Wall       http://…/wall   Console …": what stands behind a heading, up to the next gap.
    private static string Said(RunningProgram stack, string heading) =>
        stack.Output.Lines.First(line => line.StartsWith(heading, StringComparison.Ordinal))[heading.Length..].Trim().Split("   ")[0];

    private static async Task<long> StoredAsync(HttpClient client)
    {
        var ledger = await client.GetFromJsonAsync<JsonNode>("/api/v1/ledger");
        return ledger!["total"]!["stored"]!.GetValue<long>();
    }

    private static async Task<bool> HasFiguresAsync(Uri influx)
    {
        using var http = new HttpClient();
        var answer = await http.GetStringAsync(new Uri(influx, "/query?db=ioc&q=" + Uri.EscapeDataString("SELECT last(received) FROM ioc_server")));
        return answer.Contains("ioc_server", StringComparison.Ordinal);
    }
}
