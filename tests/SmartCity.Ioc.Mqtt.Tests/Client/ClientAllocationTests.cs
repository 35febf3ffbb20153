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

    [SkippableFact]
    public async Task Consuming_InTheSteadyState_AllocatesNothingPerMessage()
    {
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CountingIntake();
        await using var consumer = new MqttClient(new MqttClientOptions { Url = new Uri(server.Url), ClientId = "consumer" }, intake);
        await consumer.ConnectAsync();
        await consumer.SubscribeAsync("city/#", 0);
        await ReceiveAsync();

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await ReceiveAsync();
        AssertNothingEach(GC.GetTotalAllocatedBytes(precise: true) - before);

        async Task ReceiveAsync()
        {
            var all = intake.Expect(Batch);
            await ProcessRunner.RunAsync("mosquitto_pub", [
                "-p", $"{server.Port}", "-t", "city/air/air-000001", "-m", new string('x', 200), "--repeat", $"{Batch}"]);
            await all.WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    [SkippableFact]
    public async Task Publishing_InBatchesInTheSteadyState_AllocatesNothingPerMessage()
    {
        await using var server = await MosquittoServer.StartAsync();
        var intake = new CountingIntake();
        await using var consumer = new MqttClient(new MqttClientOptions { Url = new Uri(server.Url), ClientId = "consumer" }, intake);
        await using var publisher = new MqttClient(new MqttClientOptions { Url = new Uri(server.Url), ClientId = "publisher" });
        await consumer.ConnectAsync();
        await publisher.ConnectAsync();
        await consumer.SubscribeAsync("city/#", 0);
        var payload = new byte[200];
        await SendAsync(publisher, payload, 0, intake, Batch);

        var before = GC.GetTotalAllocatedBytes(precise: true);
        await SendAsync(publisher, payload, 0, intake, Batch);
        AssertNothingEach(GC.GetTotalAllocatedBytes(precise: true) - before);
    }

    // A wait that really waits costs a few hundred bytes, once for many messages. One object per message would be 24 bytes or more.
    private static void AssertNothingEach(long allocated) => (allocated / (double)Batch).Should().BeLessThan(12);

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
