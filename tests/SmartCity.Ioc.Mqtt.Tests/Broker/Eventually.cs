namespace SmartCity.Ioc.Mqtt.Tests.Broker;

internal static class Eventually
{
    /// <summary>Waits for something that another thread is about to do; fails after ten seconds.</summary>
    public static async Task TrueAsync(Func<bool> condition)
    {
        var until = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            TimeProvider.System.GetElapsedTime(until).Should().BeLessThan(TimeSpan.FromSeconds(10));
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }
}
