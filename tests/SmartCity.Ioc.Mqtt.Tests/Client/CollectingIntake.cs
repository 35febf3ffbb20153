using System.Buffers;
using System.Text;
using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>An intake that remembers every message in order and answers when the test says so.</summary>
internal sealed class CollectingIntake : IPublishIntake
{
    private readonly Lock _gate = new();
    private readonly List<TakenMessage> _messages = [];
    private readonly Queue<PublishReceipt> _held = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Receipts are kept until <see cref="Complete"/>.</summary>
    public bool Hold { get; init; }

    /// <summary>Messages beyond this are refused until it is raised.</summary>
    public int Room { get; private set; } = int.MaxValue;

    public int Reads { get; private set; }

    public IReadOnlyList<TakenMessage> Messages
    {
        get
        {
            lock (_gate)
            {
                return [.. _messages];
            }
        }
    }

    public IReadOnlyList<string> Payloads => [.. Messages.Select(m => m.Payload)];

    public int Held
    {
        get
        {
            lock (_gate)
            {
                return _held.Count;
            }
        }
    }

    public bool TryTake(in PublishView publish, PublishReceipt receipt)
    {
        lock (_gate)
        {
            if (_messages.Count >= Room)
            {
                return false;
            }

            _messages.Add(new TakenMessage(
                Encoding.UTF8.GetString(publish.Topic),
                Encoding.UTF8.GetString(publish.Payload.ToArray()),
                publish.Qos,
                publish.Retain,
                publish.Duplicate,
                publish.Omitted));
            if (Hold && publish.Qos > 0)
            {
                _held.Enqueue(receipt);
            }

            Changed();
        }

        if (!Hold)
        {
            receipt.Complete(PublishOutcome.Stored);
        }

        return true;
    }

    public void EndOfRead() => Reads++;

    public async ValueTask WaitForRoomAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_messages.Count < Room)
                {
                    return;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellation);
        }
    }

    public void SetRoom(int room)
    {
        lock (_gate)
        {
            Room = room;
            Changed();
        }
    }

    /// <summary>Completes the oldest held receipts.</summary>
    public void Complete(int count, PublishOutcome outcome = PublishOutcome.Stored)
    {
        for (; count > 0; count--)
        {
            PublishReceipt receipt;
            lock (_gate)
            {
                receipt = _held.Dequeue();
            }

            receipt.Complete(outcome);
        }
    }

    public Task WaitForCountAsync(int count) => WaitForAsync(messages => messages.Count >= count);

    /// <exception cref="TimeoutException">Not within 60 s.</exception>
    public async Task WaitForAsync(Func<IReadOnlyList<TakenMessage>, bool> condition)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (condition(_messages))
                {
                    return;
                }

                changed = _changed.Task;
            }

            try
            {
                await changed.WaitAsync(bound.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"{Messages.Count} messages so far; the last: {string.Join(", ", Messages.TakeLast(5))}");
            }
        }
    }

    private void Changed()
    {
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}

internal sealed record TakenMessage(string Topic, string Payload, byte Qos, bool Retain, bool Duplicate, long Omitted = 0);
