using System.Collections.Concurrent;
using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Benchmarks.Parts;

/// <summary>Counts, and completes receipts from a thread of its own, five milliseconds' worth at a time, as a journal does it.</summary>
internal sealed class GroupingIntake : IPublishIntake
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
