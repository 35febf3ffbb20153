using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>
/// Runs the rules of one shard over readings, changes of health and the clock. A function of what it is given, in the order in which it is
/// given; it knows no operators and no alerts. Used by the shard's thread alone.
/// </summary>
/// <remarks>
/// A reading older than the newest that a rule has seen of its device does not move the rule: the past is not rewritten.
/// Silence clears nothing: only a reading that is back past the clear level does, or for an offline rule the device's voice.
/// </remarks>
internal sealed class RuleEvaluator(CityRegistry registry, IReadOnlyList<AlertRule> rules)
{
    private readonly RuleBindings _bindings = new(registry, rules);
    private readonly List<BoundRule> _waitingOffline = [];

    public void OnBatch(ReadingBatch accepted, List<RuleSignal> output)
    {
        foreach (ref readonly var message in accepted.Messages)
        {
            if ((message.Marks & MessageMarks.Historical) != 0)
            {
                continue;
            }

            var bound = _bindings.Of(message.Device);
            if (bound.Length == 0)
            {
                continue;
            }

            foreach (ref readonly var value in accepted.ValuesOf(message))
            {
                foreach (var rule in bound)
                {
                    if (rule.Metric == value.Metric)
                    {
                        Evaluate(rule, value.Value, message.MeasuredAtNanos, output);
                    }
                }
            }
        }
    }

    public void OnHealth(in HealthChange change, List<RuleSignal> output)
    {
        foreach (var bound in _bindings.Of(change.Device))
        {
            if (bound.Rule.Condition is not OfflineCondition offline)
            {
                continue;
            }

            if (change.To == DeviceHealth.Offline && bound.OfflineSinceNanos is null)
            {
                bound.OfflineSinceNanos = change.AtNanos;
                if (offline.For <= TimeSpan.Zero)
                {
                    output.Add(Signal(RuleSignalKind.Raise, bound, null, change.AtNanos));
                }
                else
                {
                    _waitingOffline.Add(bound);
                }
            }
            else if (change.To is DeviceHealth.Ok or DeviceHealth.Suspect && bound.OfflineSinceNanos is not null)
            {
                bound.OfflineSinceNanos = null;
                _waitingOffline.Remove(bound);
                output.Add(Signal(RuleSignalKind.Clear, bound, null, change.AtNanos));
            }
        }
    }

    public void OnTick(long clockNanos, List<RuleSignal> output)
    {
        for (var i = _waitingOffline.Count - 1; i >= 0; i--)
        {
            var bound = _waitingOffline[i];
            var due = bound.OfflineSinceNanos!.Value + (((OfflineCondition)bound.Rule.Condition).For.Ticks * 100);
            if (clockNanos >= due)
            {
                _waitingOffline.RemoveAt(i);
                output.Add(Signal(RuleSignalKind.Raise, bound, null, due));
            }
        }
    }

    public void Save(BinaryWriter writer)
    {
        var bound = _bindings.All().Where(rule => !rule.IsDefault).ToArray();
        writer.Write(bound.Length);
        foreach (var rule in bound)
        {
            writer.Write(rule.Rule.Id);
            writer.Write(rule.Rule.Version);
            writer.Write(rule.Device.Id);
            writer.Write((byte)rule.Threshold.Phase);
            writer.Write(rule.Threshold.LastNanos);
            writer.Write(rule.Threshold.HeldNanos);
            writer.Write(rule.OfflineSinceNanos.HasValue);
            writer.Write(rule.OfflineSinceNanos.GetValueOrDefault());
        }

        // In their order, which decides the sequence in which they raise.
        writer.Write(_waitingOffline.Count);
        foreach (var rule in _waitingOffline)
        {
            writer.Write(rule.Rule.Id);
            writer.Write(rule.Device.Id);
        }
    }

    /// <summary>A rule whose version is another starts afresh at every source.</summary>
    public void Restore(BinaryReader reader)
    {
        var versions = rules.ToDictionary(rule => rule.Id, rule => rule.Version, StringComparer.Ordinal);
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var rule = reader.ReadString();
            var ruleVersion = reader.ReadInt32();
            var device = reader.ReadString();
            var threshold = new ThresholdState((ThresholdPhase)reader.ReadByte(), reader.ReadInt64(), reader.ReadInt64());
            var isOffline = reader.ReadBoolean();
            var offlineSince = reader.ReadInt64();
            if (versions.TryGetValue(rule, out var current) && current == ruleVersion && Find(rule, device) is { } bound)
            {
                bound.Threshold = threshold;
                bound.OfflineSinceNanos = isOffline ? offlineSince : null;
            }
        }

        _waitingOffline.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            if (Find(reader.ReadString(), reader.ReadString()) is { OfflineSinceNanos: not null } bound)
            {
                _waitingOffline.Add(bound);
            }
        }
    }

    private BoundRule? Find(string rule, string device) =>
        registry.TryFindDevice(device, out var index) ? Array.Find(_bindings.Of(index), bound => bound.Rule.Id == rule) : null;

    private void Evaluate(BoundRule bound, double value, long timeNanos, List<RuleSignal> output)
    {
        (bound.Threshold, var signal) = ThresholdMachine.Step(
            bound.Threshold, (ThresholdCondition)bound.Rule.Condition, value, timeNanos, bound.GapNanos);
        if (signal != ThresholdSignal.None)
        {
            output.Add(Signal(signal == ThresholdSignal.Raise ? RuleSignalKind.Raise : RuleSignalKind.Clear, bound, value, timeNanos));
        }
    }

    private RuleSignal Signal(RuleSignalKind kind, BoundRule bound, double? value, long timeNanos)
    {
        var threshold = bound.Rule.Condition as ThresholdCondition;
        var source = new RuleSource(registry.Zones[bound.Device.Zone].Id, bound.Device.Id, registry.Kinds[bound.Device.Kind].Id);
        return new RuleSignal(kind, bound.Rule, source, bound.Rule.Severity, threshold?.Metric, value, threshold?.Threshold, timeNanos, null);
    }
}
