using System.Buffers;
using System.Text;
using SmartCity.Ioc.Ingest.Journaling;
using SmartCity.Ioc.Ingest.Overload;
using SmartCity.Ioc.Ingest.Topics;
using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Ingest.Inbox;

/// <summary>
/// Where everything comes in. Any thread copies a message once, under a short lock, into the open buffer; the journal stage swaps that
/// buffer for an empty one. Bounded by the number and size of the buffers; policy when full: wait, so that the sockets are not read and
/// the senders feel it. While the shard is behind, <see cref="LoadGate"/> says who waits earlier and what is shed.
/// </summary>
/// <remarks>The journal stage alone waits here, on a bell that is rung outside the lock: who is woken must not meet the lock of who woke it,
/// since at a city's rates the way into sleep and out of it costs more than the messages.</remarks>
public sealed class InputInbox : IPublishIntake
{
    /// <summary>CONTRACT section 3: a payload has at most 256 KiB.</summary>
    public const int MaxPayload = 256 * 1024;

    // What is kept of a longer one: enough for a person to see what it was.
    private const int Sample = 4 * 1024;

    private readonly Lock _gate = new();
    private readonly StageBell _bell = new();
    private readonly InboxRoom _room = new();
    private readonly CommandList _commands = new();
    private readonly InboxBuffers _buffers;
    private readonly TimeProvider _time;
    private readonly IngestMetrics _metrics;
    private readonly TopicScope _scope;
    private readonly LoadGate _load;
    private InboxBuffer _open;
    private long _refused;
    private bool _accepting;
    private bool _full;
    private bool _work;
    private bool _urgent;
    private bool _closed;
    private bool _isBusy;
    private bool _gathers;
    private bool _wantsBuffer;

    /// <param name="scope">Which topics are taken; without one only the contract's own.</param>
    /// <param name="load">What happens under load; without one senders wait when the buffers are full, and nothing else.</param>
    internal InputInbox(
        int buffers, int bufferBytes, IngestMetrics metrics, TopicScope? scope = null, TimeProvider? time = null, LoadGate? load = null)
    {
        _time = time ?? TimeProvider.System;
        _scope = scope ?? new TopicScope();
        _load = load ?? new LoadGate([]);
        _metrics = metrics;
        _buffers = new InboxBuffers(buffers, bufferBytes);
        _open = _buffers.Take();
    }

    /// <summary>Buffers there can be, the open one included.</summary>
    public int Buffers => _buffers.Limit;

    /// <summary>Those that hold messages which the shard has not dealt with.</summary>
    public int UsedBuffers
    {
        get
        {
            lock (_gate)
            {
                return _buffers.Taken - (_open.IsEmpty ? 1 : 0);
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>A topic that is not the city's is acknowledged at once and counted; its receipt completes before this returns.</remarks>
    public bool TryTake(in PublishView publish, PublishReceipt receipt)
    {
        if (!_scope.IsInput(publish.Topic))
        {
            _metrics.CountForeign();
            receipt.Complete(PublishOutcome.Stored);
            return true;
        }

        var verdict = _load.IsOpen ? LoadVerdict.Take : _load.Judge(publish.Topic, publish.Payload, canWait: publish.Qos > 0);
        if (verdict != LoadVerdict.Take)
        {
            return verdict == LoadVerdict.Shed;
        }

        var flags = (DeliveryMarks)publish.Qos & DeliveryMarks.QosMask;
        flags |= publish.Retain ? DeliveryMarks.Retained : DeliveryMarks.None;
        flags |= publish.Duplicate ? DeliveryMarks.Duplicate : DeliveryMarks.None;
        return TryAdd(flags, publish.Topic, publish.Payload, publish.Omitted, receipt);
    }

    /// <inheritdoc/>
    public void EndOfRead() => Signal(urgent: false);

    /// <inheritdoc/>
    public ValueTask WaitForRoomAsync(CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_accepting && !_full && !_load.IsBehind)
            {
                return ValueTask.CompletedTask;
            }

            return new ValueTask(_room.Awaited.WaitAsync(cancellation));
        }
    }

    /// <summary>Takes a message that came over HTTP and returns when it is durable. For many, start all and await all: they share a group
    /// of the journal.</summary>
    /// <param name="topic">As in MQTT; any topic is taken, a wrong one is put aside later with its reason.</param>
    /// <param name="historical">A back-fill: fills windows, raises no live alert.</param>
    /// <exception cref="IOException">The journal can not take it now; nothing happened.</exception>
    public async ValueTask SubmitAsync(string topic, ReadOnlyMemory<byte> payload, bool historical, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(topic);
        var name = Encoding.UTF8.GetBytes(topic);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(name.Length, ushort.MaxValue, nameof(topic));
        var flags = DeliveryMarks.Http | (historical ? DeliveryMarks.Historical : DeliveryMarks.None);
        var signal = new StoredSignal();
        var body = new ReadOnlySequence<byte>(payload);
        while (_load.Judge(name, body, canWait: true) != LoadVerdict.Take || !TryAdd(flags, name, body, omitted: 0, new PublishReceipt(signal, 0)))
        {
            await _room.OrClosedAsync(WaitForRoomAsync(cancellation).AsTask());
        }

        Signal(urgent: true);
        if (await signal.Outcome.WaitAsync(cancellation) != PublishOutcome.Stored)
        {
            throw new IOException("The journal can not take readings now.");
        }
    }

    internal async ValueTask SubmitAsync(PendingCommand command, CancellationToken cancellation)
    {
        while (!TryAdd(command))
        {
            await _room.OrClosedAsync(WaitForRoomAsync(cancellation).AsTask());
        }
    }

    /// <summary>Begins to take messages; before this everything is refused, so that nobody waits in memory while the past is replayed.</summary>
    internal void Open()
    {
        lock (_gate)
        {
            _accepting = true;
            _full = false;
        }

        LetIn();
    }

    /// <summary>Refuses from now on; what was taken is still swapped out.</summary>
    internal void Close()
    {
        lock (_gate)
        {
            _accepting = false;
            _closed = true;
        }

        _bell.Ring();
        _room.Close();
    }

    internal InboxBacklog Backlog()
    {
        lock (_gate)
        {
            var now = _time.GetTimestamp();
            return new InboxBacklog(_time.GetElapsedTime(_buffers.OldestOpenedAt(now), now), _buffers.Returned, _refused);
        }
    }

    /// <summary>There may be room again: whoever waits for it tries.</summary>
    internal void LetIn()
    {
        TaskCompletionSource? room;
        lock (_gate)
        {
            if (!_accepting || _load.IsBehind)
            {
                return;
            }

            room = _room.Take();
        }

        room?.TrySetResult();
    }

    /// <summary>Lets the journal stage look at its clock: a tick or a retry may be due.</summary>
    internal void Wake() => _bell.Ring();

    /// <summary>Waits while <paramref name="condition"/> holds, looked at with every <see cref="Wake"/>, or until the inbox is closed.</summary>
    internal void WaitWhile(Func<bool> condition)
    {
        while (!IsClosed && condition())
        {
            _bell.Wait();
        }
    }

    /// <summary>Waits until there is input, <paramref name="due"/> says so or the inbox is closed. A first message waits a little for company,
    /// unless somebody waits for the answer: a frame for each message would cost more than the message. Where there was input a moment
    /// ago it sleeps that little while at once, since a wake-up by the next message would only be followed by another sleep.</summary>
    internal void WaitForInput(TimeSpan coalesce, Func<bool> due)
    {
        var gathered = _isBusy && Gather(coalesce);
        while (!HasWork && !IsClosed && !due())
        {
            gathered = false;
            _bell.Wait();
        }

        _isBusy = HasWork;
        if (_isBusy && !gathered)
        {
            Gather(coalesce);
        }
    }

    internal bool IsClosed => Volatile.Read(ref _closed);

    private bool HasWork => Volatile.Read(ref _work);

    /// <summary>Takes what came in, with an empty buffer in its place; waits for one while the shard is behind.</summary>
    /// <param name="commands">Valid until the next call.</param>
    /// <returns>Null when no message came in.</returns>
    internal InboxBuffer? Swap(out IReadOnlyList<PendingCommand> commands)
    {
        InboxBuffer? taken;
        while (!TrySwap(out taken, out commands))
        {
            _bell.Wait();
        }

        LetIn();
        return taken;
    }

    /// <summary>A buffer is dealt with.</summary>
    internal void Return(InboxBuffer buffer)
    {
        bool isWanted;
        lock (_gate)
        {
            buffer.Clear();
            _buffers.Return(buffer);
            isWanted = _wantsBuffer;
            _wantsBuffer = false;
        }

        if (isWanted)
        {
            _bell.Ring();
        }
    }

    private bool TryAdd(DeliveryMarks flags, ReadOnlySpan<byte> topic, in ReadOnlySequence<byte> payload, long omitted, PublishReceipt receipt)
    {
        var keep = payload.Length + omitted > MaxPayload ? Sample : MaxPayload;
        var isTaken = false;
        var rings = true;
        lock (_gate)
        {
            var isFirst = _open.IsEmpty;
            if (_accepting && _open.TryAdd(flags, topic, payload, keep, receipt, omitted))
            {
                if (isFirst)
                {
                    (_open.OpenedNanos, _open.OpenedAt) = (HostTime.NowNanos(_time), _time.GetTimestamp());
                }

                isTaken = true;
                rings = _open.IsHalfFull && !_work;
                _work |= rings;
            }
            else
            {
                _full = true;
                _work = true;
                _urgent = true;
                _refused++;
            }
        }

        if (rings)
        {
            _bell.Ring();
        }

        if (!isTaken)
        {
            _metrics.CountRefused();
        }

        return isTaken;
    }

    private bool TryAdd(PendingCommand command)
    {
        lock (_gate)
        {
            if (!_accepting || !_commands.TryAdd(command))
            {
                _full = true;
                return false;
            }

            _work = true;
            _urgent = true;
        }

        _bell.Ring();
        return true;
    }

    private void Signal(bool urgent)
    {
        var rings = false;
        lock (_gate)
        {
            // The stage sleeps only while there is no work; while it waits for company only the impatient wake it.
            if (!_open.IsEmpty && (!_work || (urgent && !_urgent)))
            {
                _work = true;
                _urgent |= urgent;
                rings = urgent || !_gathers;
            }
        }

        if (rings)
        {
            _bell.Ring();
        }
    }

    private bool Gather(TimeSpan span)
    {
        lock (_gate)
        {
            if (_urgent || _closed || span <= TimeSpan.Zero)
            {
                return false;
            }

            _gathers = true;
        }

        _bell.Wait(span);
        lock (_gate)
        {
            _gathers = false;
        }

        return true;
    }

    private bool TrySwap(out InboxBuffer? taken, out IReadOnlyList<PendingCommand> commands)
    {
        taken = null;
        lock (_gate)
        {
            if (!_open.IsEmpty && _buffers.IsEmpty)
            {
                _wantsBuffer = true;
                commands = [];
                return false;
            }

            commands = _commands.Swap();
            if (!_open.IsEmpty)
            {
                taken = _open;
                _open = _buffers.Take();
            }

            _work = false;
            _urgent = false;
            _full = false;
            return true;
        }
    }
}
