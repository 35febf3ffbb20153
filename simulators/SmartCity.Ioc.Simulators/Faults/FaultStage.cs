using SmartCity.Ioc.Simulators.City;
using SmartCity.Ioc.Simulators.Faults.Effects;
using SmartCity.Ioc.Simulators.Sources;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Simulators.Faults;

/// <summary>One fault on a sequence of messages, in order of time again. Nothing in it but seed and messages decides the bytes.</summary>
/// <param name="number">The fault's place in the stack: two of the same sort have different chances.</param>
internal sealed class FaultStage(FaultSpec spec, int number, ulong seed, ZoneTree? zones, FaultTruth? truth)
{
    private readonly IFaultEffect _effect = FaultEffects.For(spec);
    private readonly Dictionary<string, FaultTarget> _targets = new(StringComparer.Ordinal);
    private readonly PriorityQueue<TimedMessage, (TimeSpan At, long Order)> _queue = new();
    private long _order;

    /// <summary>The faults on top of each other, the first one nearest to the source.</summary>
    public static IEnumerable<TimedMessage> Stack(
        IEnumerable<TimedMessage> source, IReadOnlyList<FaultSpec> faults, ulong seed, ZoneTree? zones, FaultTruth? truth)
    {
        for (var i = 0; i < faults.Count; i++)
        {
            source = new FaultStage(faults[i], i, seed, zones, truth).Apply(source);
        }

        return source;
    }

    public IEnumerable<TimedMessage> Apply(IEnumerable<TimedMessage> source)
    {
        foreach (var message in source)
        {
            _effect.AdvanceTo(message.At, _targets.Values, Send);
            if (spec.Hits(message, zones))
            {
                Pass(message);
            }
            else
            {
                Send(message);
            }

            while (_queue.TryPeek(out _, out var next) && next.At <= message.At)
            {
                yield return _queue.Dequeue();
            }
        }

        while (_queue.TryDequeue(out var rest, out _))
        {
            yield return rest;
        }
    }

    private void Pass(TimedMessage message)
    {
        var key = message.Address is { } address ? address.Device : message.Topic;
        if (!_targets.TryGetValue(key, out var target))
        {
            target = new FaultTarget(message, seed, Noise.Stream(key) + ((ulong)(number + 1) * 0x9E3779B97F4A7C15));
            _targets.Add(key, target);
        }

        if (spec.IsActive(message.At) && !target.IsTold)
        {
            target.IsTold = true;
            if (spec.Kind != FaultKind.PowerCut || !_targets.Values.Any(other => other != target && other.IsTold))
            {
                truth?.Write(spec, message.Address, message.Topic, message.At);
            }
        }

        _effect.Take(message, target, spec.IsActive(message.At), Send);
    }

    private void Send(TimedMessage message) => _queue.Enqueue(message, (message.At, _order++));
}
