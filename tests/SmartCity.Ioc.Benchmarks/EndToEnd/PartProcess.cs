using System.Globalization;
using System.Text.Json;
using SmartCity.Ioc.Benchmarks.Parts;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>One part of the server as a process of its own, from this same program.</summary>
internal sealed class PartProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private int _answers = 1;

    private PartProcess(RunningProgram program) => Program = program;

    public RunningProgram Program { get; }

    /// <summary>The client, subscribed to everything.</summary>
    public static Task<PartProcess> ConsumeAsync(string url, int qos) => StartAsync(ConsumePart.Name, url, $"{qos}", "2");

    /// <summary>The broker, on a port.</summary>
    public static Task<PartProcess> BrokerAsync(int port) => StartAsync(BrokerPart.Name, port.ToString(CultureInfo.InvariantCulture));

    /// <summary>The broker, handing over to an intake that counts.</summary>
    public static Task<PartProcess> SeamAsync(int port) => StartAsync(BrokerPart.Name, port.ToString(CultureInfo.InvariantCulture), BrokerPart.Seam);

    /// <summary>Walls that come at once, and come again when they are lost.</summary>
    /// <param name="request">Of their streams.</param>
    /// <param name="bytesPerSecond">Of the line to all of them; null for one without bounds.</param>
    public static Task<PartProcess> WallsAsync(int port, int count, string request, int? bytesPerSecond = null) => StartAsync(
    [
        WallsPart.Name, port.ToString(CultureInfo.InvariantCulture), count.ToString(CultureInfo.InvariantCulture), request,
        .. bytesPerSecond is { } rate ? [rate.ToString(CultureInfo.InvariantCulture)] : Array.Empty<string>(),
    ]);

    /// <summary>What the client or the intake has received.</summary>
    public async Task<long> CountAsync() => long.Parse(await AskAsync(), CultureInfo.InvariantCulture);

    /// <summary>What the walls have seen since they were asked before.</summary>
    public async Task<WallFigures> WallsAsync() => JsonSerializer.Deserialize<WallFigures>(await AskAsync(), JsonSerializerOptions.Web)!;

    public ValueTask DisposeAsync() => Program.DisposeAsync();

    private async Task<string> AskAsync()
    {
        await Program.Input.WriteLineAsync();
        await Program.Input.FlushAsync();
        var lines = await Program.Output.WaitForAsync(l => l.Count > _answers, Patience);
        return lines[_answers++];
    }

    private static async Task<PartProcess> StartAsync(params string[] arguments)
    {
        var part = new PartProcess(ProcessRunner.Start("dotnet", [typeof(PartProcess).Assembly.Location, .. arguments]));
        await part.Program.Output.WaitForLineAsync("ready", Patience);
        return part;
    }
}
