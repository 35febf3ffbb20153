using SmartCity.Ioc.Benchmarks.Micro;

namespace SmartCity.Ioc.Benchmarks.Pipeline;

/// <summary>Processor time of this process for a piece of work. On a busy machine it says what a stop watch can not.</summary>
internal static class ProcessorTime
{
    public static TimeSpan Now => Environment.CpuUsage.TotalTime;

    /// <summary>Does a piece of work again and again for so much processor time.</summary>
    /// <param name="work">Returns how many operations it did.</param>
    /// <returns>Nanoseconds an operation.</returns>
    public static double Of(TimeSpan least, Func<long> work)
    {
        var began = Now;
        var operations = 0L;
        TimeSpan spent;
        do
        {
            operations += work();
            spent = Now - began;
        }
        while (spent < least);

        return spent.TotalNanoseconds / operations;
    }

    /// <summary>The same where code is compiled in tiers: once the compiler is done.</summary>
    public static double OfWarmYardstick()
    {
        for (var i = 0; i < 5; i++)
        {
            OfYardstick();
        }

        return OfYardstick();
    }

    /// <summary>The yardstick of the single operations, in the same unit.</summary>
    public static double OfYardstick()
    {
        var yardstick = new JsonYardstick();
        return Of(TimeSpan.FromMilliseconds(200), () =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                yardstick.Utf8JsonReader();
            }

            return 10_000;
        });
    }
}
