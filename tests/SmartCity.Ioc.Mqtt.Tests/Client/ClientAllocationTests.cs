using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Testing.Servers;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>Counts the whole process's allocations, so nothing else may run beside it.</summary>
[CollectionDefinition(nameof(AloneInTheProcess), DisableParallelization = true)]
public sealed class AloneInTheProcess;

[Collection(nameof(AloneInTheProcess))]
public sealed class ClientAllocationTests
{
    private const int Batch = 20_000;

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Consuming_InTheSteadyState_AllocatesNothingPerMessage(int coalescing)
    {
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CountingIntake();
        await using var consumer = Consumer(server, intake, coalescing);
        await consumer.ConnectAsync();
        await consumer.SubscribeAsync("city/#", 0);

        await AssertNothingEachAsync(ReceiveAsync);

        async Task ReceiveAsync()
        {
            var all = intake.Expect(Batch);
            await ProcessRunner.RunAsync("mosquitto_pub", [
                "-p", $"{server.Port}", "-t", "city/air/air-000001", "-m", new string('x', 200), "--repeat", $"{Batch}"]);
            await all.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    [SkippableTheory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    public async Task PublishingAndConsuming_InBatchesInTheSteadyState_AllocatesNothingPerMessage(byte qos, int coalescing)
    {
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CountingIntake();
        await using var consumer = Consumer(server, intake, coalescing);
        await using var publisher = new MqttClient(new MqttClientOptions { Url = new Uri(server.Url), ClientId = "publisher" });
        await consumer.ConnectAsync();
        await publisher.ConnectAsync();
        await consumer.SubscribeAsync("city/#", qos);
        var payload = new byte[200];

        await AssertNothingEachAsync(() => SendAsync(publisher, payload, qos, intake, Batch));
    }

    private static MqttClient Consumer(MosquittoServer server, CountingIntake intake, int coalescing) => new(
        new MqttClientOptions { Url = new Uri(server.Url), ClientId = "consumer", ReadCoalescing = TimeSpan.FromMilliseconds(coalescing) }, intake);

    // A wait that really waits costs a few hundred bytes, once for many messages. One object per message would be 24 bytes or more. Buffers and
    // tables grow in the first rounds, and the test host allocates as well: one round without shows that no message needs it.
    private static async Task AssertNothingEachAsync(Func<Task> round)
    {
        List<double> each = [];
        do
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            await round();
            each.Add((GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Batch);
        }
        while (each[^1] >= 12 && each.Count < 8);

        each.Min().Should().BeLessThan(12, string.Join(", ", each));
    }

    private static async Task SendAsync(MqttClient publisher, ReadOnlyMemory<byte> payload, byte qos, CountingIntake intake, int count)
    {
        var all = intake.Expect(count);
        for (var i = 0; i < count; i++)
        {
            while (!publisher.TryPublish("city/air/air-000001"u8, payload, qos))
            {
                await publisher.FlushAsync();
            }
        }

        await publisher.DrainAsync();
        await all.WaitAsync(TimeSpan.FromSeconds(60));
    }

    private sealed class CountingIntake : IPublishIntake
    {
        private TaskCompletionSource _done = new();
        private int _left;

        public Task Expect(int count)
        {
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Volatile.Write(ref _left, count);
            return _done.Task;
        }

        public bool TryTake(in PublishView publish, PublishReceipt receipt)
        {
            receipt.Complete(PublishOutcome.Stored);
            if (Interlocked.Decrement(ref _left) == 0)
            {
                _done.SetResult();
            }

            return true;
        }

        public void EndOfRead()
        {
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
    }
}
