using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>What a run reads off the server that it measures.</summary>
internal static class ServerFigures
{
    public static async Task<LedgerTotals> LedgerAsync(this IocServer server, CancellationToken cancellation)
    {
        var answer = await server.Http.GetFromJsonAsync<JsonNode>("/api/v1/ledger", cancellation);
        var total = answer!["total"]!;
        return new LedgerTotals(
            total["received"]!.GetValue<long>(), total["accepted"]!.GetValue<long>(), total["duplicate"]!.GetValue<long>(),
            total["late"]!.GetValue<long>(), total["quarantined"]!.GetValue<long>(), total["lost"]!.GetValue<long>(), total["shed"]!.GetValue<long>());
    }

    /// <summary>A figure of <c>/metrics</c> without labels, 0 where it is not shown.</summary>
    public static async Task<double> MetricAsync(this IocServer server, string name, CancellationToken cancellation) =>
        (await server.Http.GetStringAsync("/metrics", cancellation)).Split('\n')
            .Where(line => line.StartsWith($"{name} ", StringComparison.Ordinal))
            .Select(line => double.Parse(line.AsSpan(name.Length + 1), CultureInfo.InvariantCulture)).FirstOrDefault();

    /// <summary>Memory in use, in bytes: what the process holds in RAM (VmRSS of proc(5)).</summary>
    public static long ResidentBytes(this IocServer server)
    {
        var line = File.ReadLines($"/proc/{server.ProcessId}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}
