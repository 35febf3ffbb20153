using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;
using SmartCity.Ioc.Benchmarks.Cli;
using SmartCity.Ioc.Benchmarks.Report;
using Measurement = SmartCity.Ioc.Benchmarks.Report.Measurement;

namespace SmartCity.Ioc.Benchmarks.Micro;

/// <summary>The BenchmarkDotNet classes of this assembly, run in this process with short jobs.</summary>
internal static class MicroSuite
{
    /// <summary>The category of classes whose preparation takes minutes: they run only when a filter names them.</summary>
    public const string Long = "long";

    private const string Times = "single operations: time";
    private const string Bytes = "single operations: bytes allocated";

    public static IEnumerable<Type> Classes { get; } =
        [.. typeof(MicroSuite).Assembly.GetTypes().Where(IsBenchmark).OrderBy(type => type == typeof(JsonYardstick) ? 0 : 1).ThenBy(type => type.FullName, StringComparer.Ordinal)];

    public static IEnumerable<string> Names(BenchSettings settings) =>
        Classes.Where(type => Runs(type, settings)).SelectMany(type => Operations(type).Select(method => Name(type, method))).Where(settings.Selects);

    public static IEnumerable<string> Operations(Type type) =>
        type.GetMethods().Where(method => method.IsDefined(typeof(BenchmarkAttribute), inherit: false)).Select(method => method.Name);

    public static string Name(Type type, string method) => $"{type.Name}.{method}";

    public static void Run(BenchSettings settings, BenchReport report, TextWriter error)
    {
        if (!Names(settings).Any())
        {
            return;
        }

        var budgets = Budgets.Read();
        Measurement? yardstick = null;
        foreach (var type in Classes)
        {
            string[] names = [.. Operations(type).Select(method => Name(type, method)).Where(settings.Selects)];
            if (type == typeof(JsonYardstick))
            {
                names = [Name(type, nameof(JsonYardstick.Utf8JsonReader))];
            }

            if (names.Length == 0)
            {
                continue;
            }

            if (!Runs(type, settings))
            {
                report.Skip(type.Name, $"takes minutes to prepare; --filter {type.Name} runs it");
                continue;
            }

            error.WriteLine($"{type.Name} ...");
            var summary = BenchmarkRunner.Run(type, Config(names));
            foreach (var problem in summary.ValidationErrors.Where(e => e.IsCritical))
            {
                report.Fail(type.Name, problem.Message);
            }

            foreach (var result in summary.Reports)
            {
                var time = Add(result, yardstick, budgets, report);
                yardstick ??= time;
            }
        }
    }

    private static Measurement? Add(BenchmarkReport result, Measurement? yardstick, IReadOnlyDictionary<string, long> budgets, BenchReport report)
    {
        var benchmark = result.BenchmarkCase;
        var operation = Name(benchmark.Descriptor.Type, benchmark.Descriptor.WorkloadMethod.Name);
        var name = benchmark.HasParameters ? $"{operation} ({benchmark.Parameters.DisplayInfo.Trim('[', ']')})" : operation;
        if (!result.Success || result.ResultStatistics is not { } statistics)
        {
            report.Fail(name, "it threw; run it alone with --filter to see");
            return null;
        }

        var isYardstick = yardstick is null;
        var time = new Measurement(Times, name, statistics.Median, "ns/op") { IsYardstick = isYardstick }.Against(yardstick);
        report.Add(time);
        var bytes = result.GcStats.GetBytesAllocatedPerOperation(benchmark) ?? 0;
        report.Add(new Measurement(Bytes, name, bytes, "B/op") { Budget = budgets.TryGetValue(operation, out var budget) ? budget : null, IsYardstick = isYardstick });
        return time;
    }

    /// <summary>Three rounds of 100 ms after two of warm-up: enough to tell twice from once. The empty call, a
    /// nanosecond or two, is not taken off. Times are reported, only bytes are gated.</summary>
    private static ManualConfig Config(string[] names) => ManualConfig.CreateEmpty()
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithStrategy(RunStrategy.Throughput)
            .WithWarmupCount(2)
            .WithIterationCount(3)
            .WithEvaluateOverhead(false)
            .WithIterationTime(TimeInterval.FromMilliseconds(100)))
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddLogger(NullLogger.Instance)
        .AddFilter(new BenchmarkDotNet.Filters.SimpleFilter(
            benchmark => names.Contains(Name(benchmark.Descriptor.Type, benchmark.Descriptor.WorkloadMethod.Name))))
        .WithOptions(ConfigOptions.DisableOptimizationsValidator)
        .WithArtifactsPath(Path.Combine(Path.GetTempPath(), "ioc-bench"));

    private static bool Runs(Type type, BenchSettings settings) => settings.Filter is not null || !IsLong(type);

    internal static bool IsLong(Type type) =>
        type.GetCustomAttributes(typeof(BenchmarkCategoryAttribute), inherit: false).Cast<BenchmarkCategoryAttribute>().Any(c => c.Categories.Contains(Long));

    private static bool IsBenchmark(Type type) => type is { IsClass: true, IsAbstract: false } && Operations(type).Any();
}
