using System.Text.Json;

namespace SmartCity.Ioc.Benchmarks.Micro;

/// <summary>Bytes that an operation may allocate, by <c>Class.Method</c>, from the checked-in <c>budgets.json</c>.</summary>
internal static class Budgets
{
    public static IReadOnlyDictionary<string, long> Read() =>
        JsonSerializer.Deserialize<Dictionary<string, long>>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "budgets.json")))!;
}
