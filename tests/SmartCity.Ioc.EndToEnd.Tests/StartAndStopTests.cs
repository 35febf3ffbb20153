using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using SmartCity.Ioc.Testing;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.EndToEnd.Tests;

/// <summary>What a person sees who starts the server with something wrong, and who stops it.</summary>
public sealed class StartAndStopTests
{
    private static readonly string DemoCity = Path.Combine(Repository.Root, "simulators", "cities", "vung-tau");

    [SkippableFact]
    public async Task Start_PortInUse_SaysWhichInOneLine()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port;
        (await StartAsync($"--Ioc:Mqtt:Listener:Port={port}")).Should().Contain($"{port}").And.Contain("Ioc:Mqtt:Listener:Port").And.Contain("in use");
        (await StartAsync($"--Ioc:Http:Port={port}")).Should().Contain($"{port}").And.Contain("Ioc:Http:Port").And.Contain("in use");
    }

    [SkippableFact]
    public async Task Start_DataDirectoryThatIsAFile_SaysSoInOneLine()
    {
        var file = Path.GetTempFileName();
        (await StartAsync($"--Ioc:DataDirectory={file}")).Should().Contain(file).And.Contain("Ioc:DataDirectory");
        File.Delete(file);
    }

    [SkippableTheory]
    [InlineData("--Ioc:Mqtt:Listener:Prot=1884", "Ioc:Mqtt:Listener:Prot is not a setting")]
    [InlineData("--Ioc:Mqtt:Listener:Port=high", "Ioc:Mqtt:Listener:Port is 'high'")]
    [InlineData("--Ioc:Pipeline:AllowedLateness=soon", "Ioc:Pipeline:AllowedLateness is 'soon'")]
    [InlineData("--Ioc:Pipeline:Windows=7s,1m", "Ioc:Pipeline:Windows")]
    [InlineData("--Ioc:TimeSeries:Store=oracle", "ioc: Ioc:TimeSeries:Store")]
    [InlineData("--Ioc:InfluxDb:Version=7", "ioc: Ioc:InfluxDb:Version")]
    [InlineData("--Ioc:Mqtt:Brokers:0:Url=http://x", "ioc: Ioc:Mqtt:Brokers:0:Url")]
    [InlineData("--Ioc:City=atlantis", "atlantis")]
    [InlineData("--Ioc:Auth:ApiKeys:0:Role=emperor", "Ioc:Auth:ApiKeys:0")]
    public async Task Start_WrongSetting_NamesItInOneLine(string setting, string expected) =>
        (await StartAsync(setting)).Should().Contain(expected);

    [SkippableFact]
    public async Task Start_BrokenYaml_NamesFileAndLine()
    {
        var folder = Directory.CreateTempSubdirectory("ioc-city-");
        foreach (var file in Directory.EnumerateFiles(DemoCity, "*.yaml"))
        {
            File.Copy(file, Path.Combine(folder.FullName, Path.GetFileName(file)));
        }

        await File.AppendAllTextAsync(Path.Combine(folder.FullName, "zones.yaml"), "\n  broken: [\n");
        (await StartAsync($"--Ioc:City={folder.FullName}")).Should().MatchRegex(@"zones\.yaml:\d+: ");
        folder.Delete(recursive: true);
    }

    [SkippableFact]
    public async Task Stop_WithMessagesJustTakenIn_StoresThemAndExitsWithZero()
    {
        await using var server = await IocServer.StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            await server.PublishAsync("ioc/v1/vung-tau/air/e2e-stop", $$"""{"seq": {{i}}, "pm25": {{i}}}""");
        }

        (await server.StopAndGetExitCodeAsync()).Should().Be(0);
        server.AssertNoErrors();
        await server.RestartAsync();
        var ledger = await server.GetUntilAsync("/api/v1/ledger", l => l["total"]!["stored"]!.GetValue<long>() == 5, "all five as stored");
        ledger["total"]!["received"]!.GetValue<long>().Should().Be(5);
    }

    [SkippableFact]
    public async Task Run_WritesNothingUnderTheUsersHomeDirectory()
    {
        using var home = new TemporaryFolder();
        using var data = new TemporaryFolder();
        await using var server = ProcessRunner.Start(
            "env",
            [$"HOME={home.Path}", "dotnet", Repository.HostAssembly, $"--Ioc:City={DemoCity}", $"--Ioc:DataDirectory={data.Path}",
             $"--Ioc:Http:Port={SparePort.Next()}", $"--Ioc:Mqtt:Listener:Port={SparePort.Next()}"]);
        await server.Output.WaitForLineAsync("Ctrl-C stops it.", TimeSpan.FromSeconds(60));
        server.Terminate();
        (await server.WaitForExitAsync(TimeSpan.FromSeconds(30))).Should().Be(0);
        Directory.EnumerateFileSystemEntries(home.Path).Should().BeEmpty();
    }

    [SkippableFact]
    public async Task Console_ThatTakesNothing_ChangesNoExitCode()
    {
        using var data = new TemporaryFolder();
        var port = SparePort.Next();
        await using var server = StartSilenced(
            $"--Ioc:City={DemoCity}", $"--Ioc:DataDirectory={data.Path}", $"--Ioc:Http:Port={port}", $"--Ioc:Mqtt:Listener:Port={SparePort.Next()}");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await ReadyAsync(http);
        server.Terminate();
        (await server.WaitForExitAsync(TimeSpan.FromSeconds(30))).Should().Be(0);

        await using var wrong = StartSilenced("--Ioc:City=atlantis");
        (await wrong.WaitForExitAsync(TimeSpan.FromSeconds(60))).Should().Be(1);

        static async Task ReadyAsync(HttpClient http)
        {
            using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while (true)
            {
                try
                {
                    if ((await http.GetAsync("/health/ready", bound.Token)).IsSuccessStatusCode)
                    {
                        return;
                    }
                }
                catch (HttpRequestException)
                {
                    // It does not listen yet.
                }

                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, bound.Token);
            }
        }

        // exec, so that the process that is ended is the server.
        static RunningProgram StartSilenced(params string[] settings) => ProcessRunner.Start(
            "sh", ["-c", "exec dotnet \"$@\" > /dev/full 2> /dev/full", "sh", Repository.HostAssembly, .. settings]);
    }

    [SkippableFact]
    public async Task Start_TwoServersOnOneDataDirectory_RefusesTheSecond()
    {
        await using var server = await IocServer.StartAsync();
        (await StartAsync($"--Ioc:DataDirectory={server.Data}")).Should().Contain(server.Data);
    }

    [SkippableFact]
    public async Task Start_OnADataDirectoryOfANewerServer_NamesFileAndVersion()
    {
        using var folder = new TemporaryFolder();
        using (var connection = new SqliteConnection($"Data Source={folder.Combine("history.db")};Pooling=false"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            await command.ExecuteNonQueryAsync();
        }

        (await StartAsync($"--Ioc:DataDirectory={folder.Path}")).Should().Contain($"'{folder.Combine("history.db")}' has schema 99; this version of the server reads up to ");
    }

    // Starts a server that has to fail, and gives what it said: one line per fault, no stack trace, exit code 1.
    private static async Task<string> StartAsync(string setting)
    {
        var data = Directory.CreateTempSubdirectory("ioc-start-");
        var result = await ProcessRunner.RunAsync(
            "dotnet",
            [Repository.HostAssembly, $"--Ioc:City={DemoCity}", $"--Ioc:DataDirectory={data.FullName}", $"--Ioc:Http:Port={SparePort.Next()}",
             $"--Ioc:Mqtt:Listener:Port={SparePort.Next()}", setting],
            input: null,
            TimeSpan.FromSeconds(60));
        data.Delete(recursive: true);
        var said = string.Join('\n', result.Errors);
        result.ExitCode.Should().Be(1, said + string.Join('\n', result.Output));
        said.Should().StartWith("ioc: ").And.NotContain("   at ").And.NotContain("Exception");
        string.Join('\n', result.Output).Should().NotContain("   at ");
        return said;
    }
}
