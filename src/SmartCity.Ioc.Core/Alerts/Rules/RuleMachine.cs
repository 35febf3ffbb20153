using System.Numerics;
using SmartCity.Ioc.Alerts.Rules.Nodes;

namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>A rule at one source, with its state. Owned by the shard's thread.</summary>
/// <remarks>A level stands once its condition is true, until it is false: unknown changes nothing. The severest that stands is where the
/// rule is.</remarks>
internal sealed class RuleMachine(AlertRule rule, RuleSource source, RuleNode[] levels)
{
    /// <summary>An occurrence is told at most so often that something came late.</summary>
    private const int MostRemarks = 20;

    private uint _standing;
    private long _openSinceNanos;
    private int _remarks;

    public AlertRule Rule { get; } = rule;

    public RuleSource Source { get; private set; } = source;

    /// <summary>When the queue of moments looks at it next.</summary>
    public long ArmedForNanos { get; set; } = long.MaxValue;

    /// <summary>The device that it is at is in another zone now.</summary>
    public void MoveTo(string zone) => Source = Source with { Zone = zone };

    public bool IsRaised => _standing != 0;

    /// <summary>Whether nothing has happened to it yet.</summary>
    public bool IsFresh { get; private set; } = true;

    /// <summary>The level that the rule is at, or -1.</summary>
    public int Top => 31 - BitOperations.LeadingZeroCount(_standing);

    /// <summary>Reads a word of the machine and of its first level's node: in a loop of nothing else their cache misses overlap.</summary>
    public int Peek() => levels.Length > 0 && levels[0] is ThresholdNode ? 1 : (int)_standing;

    public void Take(in RuleInput input, List<RuleSignal> output)
    {
        IsFresh = false;
        input.Remarks.Text = null;
        var was = Top;
        var isInForce = Rule.Effective is not { } period || period.Holds(input.TimeNanos);
        for (var level = 0; level < levels.Length; level++)
        {
            // Whether something was there at all is the first level's question.
            input.Remarks.OpenSinceNanos = level == 0 && was >= 0 ? _openSinceNanos : null;
            levels[level].Take(input);
            _standing = (isInForce ? levels[level].At(input.TimeNanos) : Truth.False) switch
            {
                Truth.True => _standing | (1u << level),
                Truth.False => _standing & ~(1u << level),
                _ => _standing,
            };
        }

        var top = Top;
        if (top != was)
        {
            if (was < 0)
            {
                (_openSinceNanos, _remarks) = (input.TimeNanos, 0);
            }

            var kind = top < 0 ? RuleSignalKind.Clear : was < 0 ? RuleSignalKind.Raise : RuleSignalKind.Level;
            output.Add(Signal(kind, top, input, isInForce ? null : "The rule is not in force at that time."));
        }
        else if (input.Remarks.Text is not null && IsRaised && _remarks < MostRemarks)
        {
            _remarks++;
            output.Add(Signal(RuleSignalKind.Annotate, top, input, null));
        }
    }

    public long DueAfter(long nowNanos)
    {
        var due = long.MaxValue;
        foreach (var level in levels)
        {
            due = Math.Min(due, level.DueAfter(nowNanos));
        }

        return due;
    }

    /// <summary>An alert of this rule is open, and the machine does not know why: the rule changed. It goes on from the alert.</summary>
    public void Adopt(Severity severity, long sinceNanos)
    {
        IsFresh = false;
        _openSinceNanos = sinceNanos;
        for (var level = 0; level < levels.Length; level++)
        {
            if (level == 0 || Rule.Levels[level].Severity <= severity)
            {
                _standing |= 1u << level;
                levels[level].BeginRaised();
            }
        }
    }

    public string Describe(long nowNanos) => levels.Length == 1
        ? levels[0].Describe(nowNanos)
        : string.Join(" | ", levels.Select((level, i) => $"{Rule.Levels[i].Severity}: {level.Describe(nowNanos)}"));

    public void Save(BinaryWriter writer)
    {
        writer.Write(_standing);
        writer.Write(_openSinceNanos);
        writer.Write(_remarks);
        foreach (var level in levels)
        {
            level.Save(writer);
        }
    }

    public void Restore(BinaryReader reader)
    {
        IsFresh = false;
        _standing = reader.ReadUInt32();
        _openSinceNanos = reader.ReadInt64();
        _remarks = reader.ReadInt32();
        foreach (var level in levels)
        {
            level.Restore(reader);
        }
    }

    private RuleSignal Signal(RuleSignalKind kind, int top, in RuleInput input, string? why)
    {
        var evidence = levels[Math.Max(0, top)].Evidence ?? default;
        var text = why ?? evidence.Text;
        if (kind == RuleSignalKind.Annotate)
        {
            text = input.Remarks.Text;
        }
        else if (input.Remarks.Text is { } remark)
        {
            text = text is null ? remark : $"{text}. {remark}";
        }

        return new RuleSignal(
            kind, Rule, Source, Rule.Levels[Math.Max(0, top)].Severity, evidence.Metric, evidence.Value, evidence.Threshold, input.TimeNanos, text);
    }
}
