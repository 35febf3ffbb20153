using System.Buffers;
using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Simulators.Record;

/// <summary>Writes what a subscription brings, in the order of arrival, and acknowledges it when the file has it. Called by the client's one
/// reading thread.</summary>
/// <param name="most">After so many messages <see cref="Complete"/> ends; further ones are neither written nor acknowledged.</param>
internal sealed class CaptureWriter(Stream file, TimeProvider time, long most) : IPublishIntake
{
    private readonly ArrayBufferWriter<byte> _lines = new(64 * 1024);
    private readonly List<PublishReceipt> _receipts = [];
    private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _count;

    public long Count => Interlocked.Read(ref _count);

    /// <summary>Ends when there is enough, or with the disk's error.</summary>
    public Task Complete => _complete.Task;

    public bool TryTake(in PublishView publish, PublishReceipt receipt)
    {
        if (_count >= most || _complete.Task.IsCompleted)
        {
            receipt.Complete(PublishOutcome.Failed);
            return true;
        }

        CaptureLine.Write(_lines, time.GetUtcNow(), publish.Topic, publish.Retain, publish.Payload);
        _receipts.Add(receipt);
        Interlocked.Increment(ref _count);
        return true;
    }

    public void EndOfRead()
    {
        if (_receipts.Count == 0)
        {
            return;
        }

        var outcome = PublishOutcome.Stored;
        try
        {
            file.Write(_lines.WrittenSpan);
            file.Flush();
        }
        catch (IOException fault)
        {
            outcome = PublishOutcome.Failed;
            _complete.TrySetException(fault);
        }

        _lines.ResetWrittenCount();
        foreach (var receipt in _receipts)
        {
            receipt.Complete(outcome);
        }

        _receipts.Clear();
        if (_count >= most)
        {
            _complete.TrySetResult();
        }
    }

    /// <summary>There is always room: the file is written on the reading thread.</summary>
    public ValueTask WaitForRoomAsync(CancellationToken cancellation) => ValueTask.CompletedTask;
}
