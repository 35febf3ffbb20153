using SmartCity.Ioc.Benchmarks.EndToEnd;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Benchmarks.Tests.EndToEnd;

public sealed class CountingSubscriberTests
{
    [SkippableTheory]
    [InlineData(0)]
    [InlineData(1)] // More than mosquitto sends without an acknowledgement.
    public async Task Subscriber_OfARealMosquitto_CountsEachMessageOnce(byte qos)
    {
        await using var mosquitto = await MosquittoServer.StartAsync();
        using var seen = new SemaphoreSlim(0);
        using var subscriber = new CountingSubscriber(mosquitto.Port, "bench", "ioc/v1/#", () => seen.Release(), qos);

        // Shorter and longer than what one length byte holds.
        await mosquitto.PublishLinesAsync("ioc/v1/z/air/a", Enumerable.Range(1, 300).Select(i => new string('x', i)), qos);
        await mosquitto.PublishAsync("other", "not subscribed");
        for (var i = 0; i < 300; i++)
        {
            (await seen.WaitAsync(TimeSpan.FromSeconds(30))).Should().BeTrue();
        }

        subscriber.Count.Should().Be(300);
    }
}
