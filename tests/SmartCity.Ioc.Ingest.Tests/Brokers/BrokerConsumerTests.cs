using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Ingest.Brokers;

public sealed class BrokerConsumerTests
{
    [SkippableFact]
    public async Task Consumer_OfTwoBrokers_TakesFromBothAndWhatCameWhileItWasAway()
    {
        var users = new Dictionary<string, string> { ["ioc"] = "secret" };
        await using var open = await MosquittoServer.StartAsync();
        await using var closed = await MosquittoServer.StartAsync(new MosquittoSettings { Users = users });
        var settings = new Dictionary<string, string?>
        {
            ["Mqtt:Brokers:0:Url"] = open.Url,
            ["Mqtt:Brokers:1:Url"] = closed.Url,
            ["Mqtt:Brokers:1:Username"] = "ioc",
            ["Mqtt:Brokers:1:Password"] = "secret",
        };
        var first = new SignallingIntake(expected: 2);
        await using (await RunAsync(settings, first))
        {
            // Retained, so that they arrive whether or not the subscription was there before them.
            await open.PublishAsync("ioc/v1/vung-tau/air/air-1", "one", qos: 1, retain: true);
            await closed.PublishAsync("ioc/v1/vung-tau/air/air-2", "two", qos: 1, retain: true);
            await first.Complete.WaitAsync(TimeSpan.FromSeconds(30));
        }

        await open.PublishAsync("ioc/v1/vung-tau/air/air-1", "three, while away", qos: 1);
        var second = new SignallingIntake(expected: 1);
        await using (await RunAsync(settings, second))
        {
            await second.Complete.WaitAsync(TimeSpan.FromSeconds(30));
        }

        first.Payloads.Should().BeEquivalentTo("one", "two");
        second.Payloads.Should().Equal("three, while away");
    }

    private static async Task<RunningConsumer> RunAsync(Dictionary<string, string?> settings, IPublishIntake intake)
    {
        var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(intake)
            .AddBrokerConsumer(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .BuildServiceProvider();
        var consumer = services.GetRequiredService<BrokerConsumerService>();
        await consumer.StartAsync(CancellationToken.None);
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!consumer.Status.All(s => s.State == MqttClientState.Connected))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, bound.Token);
        }

        return new RunningConsumer(services, consumer);
    }

    private sealed class RunningConsumer(ServiceProvider services, BrokerConsumerService consumer) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await consumer.StopAsync(CancellationToken.None);
            await services.DisposeAsync();
        }
    }

    private sealed class SignallingIntake(int expected) : IPublishIntake
    {
        private readonly ConcurrentQueue<string> _payloads = [];
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Complete => _complete.Task;

        public IReadOnlyCollection<string> Payloads => _payloads;

        public bool TryTake(in PublishView publish, PublishReceipt receipt)
        {
            _payloads.Enqueue(Encoding.UTF8.GetString(publish.Payload));
            receipt.Complete(PublishOutcome.Stored);
            if (_payloads.Count == expected)
            {
                _complete.TrySetResult();
            }

            return true;
        }

        public void EndOfRead()
        {
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
