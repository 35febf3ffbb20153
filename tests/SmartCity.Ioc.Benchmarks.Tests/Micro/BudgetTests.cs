using System.Reflection;
using BenchmarkDotNet.Attributes;
using SmartCity.Ioc.Benchmarks.Micro;

namespace SmartCity.Ioc.Benchmarks.Tests.Micro;

/// <summary>The checked-in budgets, enforced without a clock: an operation that allocates more than it may is seen by every run of the
/// tests, not only by who runs the benchmarks.</summary>
public sealed class BudgetTests
{
    /// <summary>Enough that what an operation does once in a while comes by, and few enough for a build without optimization.</summary>
    private const int Operations = 4096;

    private const int Rounds = 4;

    public static TheoryData<string> WithoutAllocation => [.. Budgets.Read().Where(b => b.Value == 0).Select(b => b.Key)];

    [Fact]
    public void Budgets_AndBenchmarksThatAreNotLong_AreTheSameOperations() =>
        Budgets.Read().Keys.Should().BeEquivalentTo(
            MicroSuite.Classes.Where(type => !MicroSuite.IsLong(type)).SelectMany(type => MicroSuite.Operations(type).Select(method => MicroSuite.Name(type, method))));

    [Theory]
    [MemberData(nameof(WithoutAllocation))]
    public async Task Operation_WithABudgetOfZero_AllocatesNothing(string operation)
    {
        var type = MicroSuite.Classes.Single(t => operation.StartsWith(t.Name + '.', StringComparison.Ordinal));
        var method = type.GetMethod(operation[(type.Name.Length + 1)..])!;
        var benchmark = Activator.CreateInstance(type)!;
        foreach (var property in type.GetProperties())
        {
            if (property.GetCustomAttribute<ParamsAttribute>() is { } given)
            {
                property.SetValue(benchmark, given.Values[0]);
            }
        }

        await CallAsync<GlobalSetupAttribute>(benchmark);
        try
        {
            var operate = Bind(benchmark, method);
            var each = method.GetCustomAttribute<BenchmarkAttribute>()!.OperationsPerInvoke;
            var least = Enumerable.Range(0, Rounds).Min(_ => BytesOf(operate, Math.Max(1, Operations / each)));

            // As BenchmarkDotNet counts: whole bytes per operation. The first round pays for what is made once.
            (least / Operations).Should().Be(0);
        }
        finally
        {
            await CallAsync<GlobalCleanupAttribute>(benchmark);
        }
    }

    private static long BytesOf(Action operate, int invocations)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < invocations; i++)
        {
            operate();
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    /// <summary>A delegate of the method's own type: reflection would box each result.</summary>
    private static Action Bind(object benchmark, MethodInfo method)
    {
        if (method.ReturnType == typeof(void))
        {
            return method.CreateDelegate<Action>(benchmark);
        }

        method.ReturnType.Should().Be<int>();
        var operate = method.CreateDelegate<Func<int>>(benchmark);
        return () => operate();
    }

    private static async Task CallAsync<TAttribute>(object benchmark)
        where TAttribute : Attribute
    {
        var method = benchmark.GetType().GetMethods().SingleOrDefault(m => m.IsDefined(typeof(TAttribute)));
        if (method?.Invoke(benchmark, null) is Task task)
        {
            await task;
        }
    }
}
