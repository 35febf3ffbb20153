using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>The suites of <c>dashboards/e2e</c> against the real server: the JavaScript client of SignalR, and Chromium at the pages.</summary>
public sealed class BrowserTests
{
    [SkippableTheory]
    [InlineData("hub.test.mjs", "outage.test.mjs", "pictures.test.mjs", "states.test.mjs")]
    // Node runs them by name: what wants a calm city comes first, before the others raise alerts.
    [InlineData("appearance.test.mjs", "pages.test.mjs", "console.test.mjs", "sound.test.mjs")]
    public async Task Suites_AgainstTheServer_Pass(params string[] suites)
    {
        RequiresProgram.Find("chromium");
        var folder = Path.Combine(Repository.Root, "dashboards");
        Skip.IfNot(Directory.Exists(Path.Combine(folder, "node_modules")), "the pages' packages are not installed (npm ci in dashboards)");
        await using var server = await IocServer.StartAsync();

        var result = await ProcessRunner.RunAsync(
            "env",
            [$"IOC_URL=http://127.0.0.1:{server.Port}", $"IOC_MQTT_PORT={server.MqttPort}", $"IOC_HOST={Repository.HostAssembly}", "node", "--test", "--test-reporter=spec",
             "--test-concurrency=1", .. suites.Select(suite => Path.Combine(folder, "e2e", suite))],
            input: null,
            TimeSpan.FromMinutes(10));

        result.ExitCode.Should().Be(0, string.Join('\n', [.. result.Output, .. result.Errors, server.Output]));
        result.Output.Should().Contain(line => line.Contains("pass ", StringComparison.Ordinal)).And.NotContain(line => line.EndsWith("pass 0", StringComparison.Ordinal));
    }
}
