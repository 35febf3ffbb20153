using System.Collections.Concurrent;
using System.Globalization;
using SmartCity.Ioc.Mqtt.Client;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Benchmarks.Parts;

/// <summary>The client alone as a process: subscribes to everything and counts; every line on its input is answered by the count. QoS 1 is
/// acknowledged in groups, a few milliseconds after it came, as a journal does it.</summary>
internal static class ConsumePart
{
    public const string Name = "consume";

    /// <param name="args">URL, QoS, coalescing in milliseconds.</param>
    public static async Task RunAsync(string[] args, TextReader input, TextWriter output)
    {
        var intake = new GroupingIntake();
        await using var client = new MqttClient(
            new MqttClientOptions
            {
                Url = new Uri(args[0]),
                ClientId = "bench-consumer",
                Subscriptions = [new MqttSubscription("ioc/v1/#", byte.Parse(args[1], CultureInfo.InvariantCulture))],
                ReadCoalescing = TimeSpan.FromMilliseconds(int.Parse(args[2], CultureInfo.InvariantCulture)),
                ReceiveBufferSize = 256 * 1024,
                ReceiveMaximum = 5000,
            },
            intake);
        await client.ConnectAsync();
        await output.WriteLineAsync("ready");
        while (await input.ReadLineAsync() is not null)
        {
            await output.WriteLineAsync(intake.Count.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Completes receipts from a thread of its own, five milliseconds' worth at a time.</summary>
    private sealed class GroupingIntake : IPublishIntake
    {
        private static readonly TimeSpan Group = TimeSpan.FromMilliseconds(5);

        private readonly ConcurrentQueue<PublishReceipt> _open = [];
        private readonly ManualResetEventSlim _some = new();
        private long _count;

        public GroupingIntake() => new Thread(Complete) { IsBackground = true, Name = "receipts" }.Start();

        public long Count => Volatile.Read(ref _count);

        public bool TryTake(in PublishView publish, PublishReceipt receipt)
        {
            Volatile.Write(ref _count, _count + 1);
            if (receipt.Owner is not null)
            {
                _open.Enqueue(receipt);
            }

            return true;
        }

        public void EndOfRead()
        {
            if (!_open.IsEmpty)
            {
                _some.Set();
            }
        }

        public ValueTask WaitForRoomAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

        private void Complete()
        {
            using var never = new ManualResetEvent(false);
            while (true)
            {
                _some.Wait();
                _some.Reset();
                never.WaitOne(Group);
                while (_open.TryDequeue(out var receipt))
                {
                    receipt.Complete(PublishOutcome.Stored);
                }
            }
        }
    }
}
