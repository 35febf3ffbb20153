using System.Buffers;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Ingest.Topics;

namespace SmartCity.Ioc.Ingest.Overload;

/// <summary>
/// Judges each message while the shard is behind, on the thread that read it; costs a look at one flag while it is not. Messages on a device's
/// state, with events, and those of critical kinds are always taken.
/// </summary>
internal sealed class LoadGate
{
    private readonly IReadOnlyList<string> _names;
    private readonly long[] _shed;
    private volatile KindPriorities _priorities;
    private volatile LoadStage _stage;
    private volatile bool _isBehind;
    private volatile bool _isOpen = true;

    public LoadGate(IReadOnlyList<DeviceKind> kinds)
    {
        _priorities = new KindPriorities(kinds, []);
        _names = [.. kinds.Select(kind => kind.Id), "other"];
        _shed = new long[_names.Count];
    }

    /// <summary>Nothing is held back or shed.</summary>
    public bool IsOpen => _isOpen;

    /// <summary>Senders that can wait should.</summary>
    public bool IsBehind => _isBehind;

    public KindPriorities Priorities
    {
        get => _priorities;
        set => _priorities = value;
    }

    public void Set(LoadStage stage, bool isBehind)
    {
        (_stage, _isBehind) = (stage, isBehind);
        _isOpen = stage < LoadStage.ShedLow && !isBehind;
    }

    /// <param name="canWait">QoS 1 or 2, or HTTP: the sender keeps the message until it is acknowledged.</param>
    public LoadVerdict Judge(ReadOnlySpan<byte> topic, in ReadOnlySequence<byte> payload, bool canWait)
    {
        if (canWait ? !_isBehind : _stage < LoadStage.ShedLow)
        {
            return LoadVerdict.Take;
        }

        var (kind, priority) = Classify(topic);
        var isWanted = priority == KindPriority.Critical || (!canWait && priority == KindPriority.Normal && _stage == LoadStage.ShedLow);
        if (isWanted || HasEvents(payload))
        {
            return LoadVerdict.Take;
        }

        if (canWait)
        {
            return LoadVerdict.HoldBack;
        }

        Interlocked.Increment(ref _shed[kind < 0 ? _shed.Length - 1 : kind]);
        return LoadVerdict.Shed;
    }

    /// <summary>Messages shed since the start, by kind; all kinds that nobody declared, and foreign topics, are <c>other</c>.</summary>
    public void CopyShed(IDictionary<string, long> into)
    {
        for (var i = 0; i < _shed.Length; i++)
        {
            into[_names[i]] = Volatile.Read(ref _shed[i]);
        }
    }

    // A topic that a decoder takes may be of any kind. Sparkplug's births and deaths say what its data mean.
    private (int Kind, KindPriority Priority) Classify(ReadOnlySpan<byte> topic)
    {
        if (!TopicScope.IsOwn(topic))
        {
            var isSparkplugState = topic.IndexOf("spBv1.0/"u8) >= 0 && topic.IndexOf("DATA/"u8) < 0;
            return (-1, isSparkplugState ? KindPriority.Critical : KindPriority.Normal);
        }

        if (!TopicParts.TryParse(topic, out var parts))
        {
            return (-1, KindPriority.Low);
        }

        var found = _priorities.Find(parts.Kind);
        return parts.IsStatus ? (found.Index, KindPriority.Critical) : found;
    }

    private static bool HasEvents(in ReadOnlySequence<byte> payload)
    {
        var name = "\"events\""u8;
        return payload.IsSingleSegment
            ? payload.FirstSpan.IndexOf(name) >= 0
            : new SequenceReader<byte>(payload).TryReadTo(out ReadOnlySequence<byte> _, name);
    }
}
