using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary><c>./dev</c> as a newcomer uses it. It builds in Release, so these run where the tests themselves were built so.</summary>
public sealed class DevCommandTests
{
    private static readonly string Dev = Path.Combine(Repository.Root, "dev");

    [SkippableFact]
    public async Task DevRun_FreshDataDirectory_BringsACityToLifeAndStopsCleanlyOnCtrlC()
    {
        Skip.IfNot(Repository.IsRelease, "./dev run builds in Release, these tests were built in Debug");
        var (http, mqtt, data) = (SparePort.Next(), SparePort.Next(), Directory.CreateTempSubdirectory("ioc-dev-"));
        await using var run = ProcessRunner.Start(
            "bash", [Dev, "run", "--http-port", $"{http}", "--mqtt-port", $"{mqtt}", "--data", data.FullName]);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{http}") };
        using var bound = new CancellationTokenSource(TimeSpan.FromMinutes(3));
        var heard = 0;
        while (heard < 300)
        {
            bound.IsCancellationRequested.Should().BeFalse($"the city never came to life:\n{run.Output}\n{run.Errors}");
            run.HasExited.Should().BeFalse($"it ended:\n{run.Output}\n{run.Errors}");
            heard = await HeardAsync(client);
        }

        string.Join('\n', run.Output.Lines).Should().Contain($"http://127.0.0.1:{http}/wall").And.Contain("Sign in");

        // Ctrl-C reaches the shell; it tells the others.
        run.Terminate();
        (await run.WaitForExitAsync(TimeSpan.FromSeconds(30))).Should().Be(0, $"{run.Output}\n{run.Errors}");
        data.Delete(recursive: true);
    }

    [SkippableTheory]
    [InlineData("run --http-port many", "--http-port")]
    [InlineData("run --fly", "--fly")]
    [InlineData("fly", "fly")]
    public async Task Dev_WrongWords_SaysWhichAndExitsWithTwo(string words, string named)
    {
        var result = await ProcessRunner.RunAsync("bash", [Dev, .. words.Split(' ')]);
        result.ExitCode.Should().Be(2);
        string.Join('\n', result.Errors).Should().Contain(named).And.Contain("help");
    }

    [SkippableFact]
    public async Task DevHelp_ListsEveryCommand()
    {
        var result = await ProcessRunner.RunAsync("bash", [Dev, "help"]);
        result.ExitCode.Should().Be(0);
        foreach (var command in new[] { "run", "stack", "test", "bench", "lint", "sim", "help" })
        {
            result.Output.Should().Contain(line => line.TrimStart().StartsWith(command + " ", StringComparison.Ordinal));
        }
    }

    private static async Task<int> HeardAsync(HttpClient client)
    {
        try
        {
            var devices = await client.GetFromJsonAsync<JsonNode>("/api/v1/devices?health=ok&limit=1000");
            return devices!["items"]!.AsArray().Count;
        }
        catch (HttpRequestException)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
            return 0;
        }
    }
}
