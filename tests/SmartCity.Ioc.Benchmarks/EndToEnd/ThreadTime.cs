namespace SmartCity.Ioc.Benchmarks.EndToEnd;

/// <summary>Processor time of threads of one name.</summary>
internal readonly record struct ThreadTime(TimeSpan User, TimeSpan Kernel)
{
    public TimeSpan Total => User + Kernel;

    public static ThreadTime operator +(ThreadTime left, ThreadTime right) => new(left.User + right.User, left.Kernel + right.Kernel);

    public static ThreadTime operator -(ThreadTime left, ThreadTime right) => new(left.User - right.User, left.Kernel - right.Kernel);
}
