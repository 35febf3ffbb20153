namespace SmartCity.Ioc.Push.Tests;

internal sealed class FixedAges : ISourceAges
{
    public double? Mqtt { get; set; } = 0.25;

    public double? Store { get; set; }

    public DateTimeOffset? CityClock { get; set; }
}
