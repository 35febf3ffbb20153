using System.Buffers;
using SmartCity.Ioc.Mqtt.Packets;

namespace SmartCity.Ioc.Mqtt.Client;

/// <summary>
/// What the client wants to be subscribed to, and what the server has confirmed. Guarded by the session's lock. Whatever is not confirmed
/// is asked for again on the next connection; all of it when the server has lost the session.
/// </summary>
internal sealed class SubscriptionTable
{
    // A SUBSCRIBE of 64 filters stays below the packet sizes that small servers accept.
    private const int FiltersPerPacket = 64;
    private readonly Dictionary<string, Entry> _entries = [];
    private readonly List<Removal> _removals = [];
    private readonly Dictionary<ushort, object> _requests = [];
    private ushort _nextId = PacketIds.FirstRequest;

    /// <summary>Adds or changes a subscription; it is sent with the next <see cref="Write"/>.</summary>
    public Task<MqttReasonCode> Add(MqttSubscription subscription)
    {
        var entry = new Entry(subscription);
        if (_entries.TryGetValue(subscription.Filter, out var before))
        {
            before.Answer.TrySetResult(before.Granted ?? MqttReasonCode.UnspecifiedError);
        }

        _entries[subscription.Filter] = entry;
        return entry.Answer.Task;
    }

    public Task<MqttReasonCode> Remove(string filter)
    {
        if (_entries.Remove(filter, out var entry))
        {
            entry.Answer.TrySetResult(MqttReasonCode.NoSubscriptionExisted);
        }

        var removal = new Removal(filter);
        _removals.Add(removal);
        return removal.Answer.Task;
    }

    /// <summary>A new connection: requests under way on the last one are void.</summary>
    public void Begin(bool sessionPresent)
    {
        _requests.Clear();
        foreach (var entry in _entries.Values)
        {
            entry.Asked = false;
            if (!sessionPresent)
            {
                entry.Granted = null;
            }
        }

        foreach (var removal in _removals)
        {
            removal.Asked = false;
        }
    }

    /// <summary>Writes a request for everything that was not asked for yet.</summary>
    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        foreach (var chunk in _entries.Values.Where(e => e is { Asked: false, Granted: null }).Chunk(FiltersPerPacket))
        {
            var id = Register(chunk);
            new SubscribePacket(id, [.. chunk.Select(e => e.Subscription)]).Write(output, version);
            foreach (var entry in chunk)
            {
                entry.Asked = true;
            }
        }

        foreach (var chunk in _removals.Where(r => !r.Asked).Chunk(FiltersPerPacket))
        {
            var id = Register(chunk);
            new UnsubscribePacket(id, [.. chunk.Select(r => r.Filter)]).Write(output, version);
            foreach (var removal in chunk)
            {
                removal.Asked = true;
            }
        }
    }

    /// <summary>Takes a SUBACK or UNSUBACK in.</summary>
    /// <returns>The subscriptions with what was granted, for the caller to judge; null where the packet answers nothing or has the wrong
    /// number of reasons ([MQTT-3.9.3-1]).</returns>
    public IReadOnlyList<(MqttSubscription Subscription, MqttReasonCode Granted)>? Confirm(SubAckPacket packet)
    {
        if (!_requests.Remove(packet.PacketId, out var request))
        {
            return null;
        }

        if (request is Removal[] removals)
        {
            for (var i = 0; i < removals.Length; i++)
            {
                _removals.Remove(removals[i]);
                removals[i].Answer.TrySetResult(i < packet.Reasons.Count ? packet.Reasons[i] : MqttReasonCode.Success);
            }

            return packet.Type == MqttPacketType.UnsubAck ? [] : null;
        }

        var entries = (Entry[])request;
        if (packet.Type != MqttPacketType.SubAck || packet.Reasons.Count != entries.Length)
        {
            return null;
        }

        for (var i = 0; i < entries.Length; i++)
        {
            var granted = packet.Reasons[i];
            entries[i].Granted = (byte)granted < 0x80 ? granted : null;
            entries[i].Answer.TrySetResult(granted);
        }

        return [.. entries.Zip(packet.Reasons, (e, reason) => (e.Subscription, reason))];
    }

    public void FailAll(Exception failure)
    {
        foreach (var entry in _entries.Values)
        {
            Fail(entry.Answer);
        }

        foreach (var removal in _removals)
        {
            Fail(removal.Answer);
        }

        void Fail(TaskCompletionSource<MqttReasonCode> answer)
        {
            answer.TrySetException(failure);

            // Nobody may be waiting for the ones from the options.
            _ = answer.Task.Exception;
        }
    }

    private ushort Register(object request)
    {
        // 535 identifiers for requests: they are answered long before they come round again.
        while (_requests.ContainsKey(_nextId))
        {
            Advance();
        }

        var id = _nextId;
        Advance();
        _requests.Add(id, request);
        return id;

        void Advance() => _nextId = _nextId == ushort.MaxValue ? (ushort)PacketIds.FirstRequest : (ushort)(_nextId + 1);
    }

    private sealed class Entry(MqttSubscription subscription)
    {
        public MqttSubscription Subscription { get; } = subscription;

        public TaskCompletionSource<MqttReasonCode> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public MqttReasonCode? Granted { get; set; }

        public bool Asked { get; set; }
    }

    private sealed class Removal(string filter)
    {
        public string Filter { get; } = filter;

        public TaskCompletionSource<MqttReasonCode> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool Asked { get; set; }
    }
}
