using SmartCity.Ioc.Alerts.Rules.Nodes;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rules;

/// <summary>
/// Runs the rules of one shard over readings, changes of health and the clock. A function of what it is given, in the order in which it is
/// given; it knows no operators and no alerts. Used by the shard's thread alone.
/// </summary>
/// <remarks>
/// A reading older than the newest that a rule has seen of its device does not move the rule: the past is not rewritten, only annotated.
/// Silence clears nothing: only a reading that is back past the clear level does, or for an offline rule the device's voice.
/// </remarks>
internal sealed class RuleEvaluator
{
    private const byte Version = 1;

    private const MessageMarks NoReading = MessageMarks.Historical | MessageMarks.StatusOnline | MessageMarks.StatusOffline;

    // Messages whose machines are read at once: what they have stays in the cache until its turn.
    private const int AtOnce = 32;

    private readonly NeighbourBoard _neighbours;
    private readonly NodeBuilder _nodes;
    private readonly RuleBindings _bindings;
    private readonly PriorityQueue<RuleMachine, Due> _moments = new();
    private readonly RuleRemarks _remarks = new();
    private int _seen;
    private bool _hasLetGo;

    /// <param name="judgesClocks">Whether arrival and event time can be compared: not where a recording is played.</param>
    public RuleEvaluator(CityRegistry registry, IReadOnlyList<AlertRule> rules, bool judgesClocks)
    {
        _neighbours = new NeighbourBoard(registry);
        _nodes = new NodeBuilder(registry, _neighbours, judgesClocks);
        _bindings = new RuleBindings(registry, _nodes, _neighbours, rules);
    }

    /// <summary>Hears of every step, or null.</summary>
    public Action<RuleStep>? Trace { get; init; }

    public RuleCosts Costs { get; } = new();

    public void OnBatch(ReadingBatch accepted, List<RuleSignal> output)
    {
        if (_bindings.Rules.Count == 0)
        {
            return;
        }

        FollowRegistry();
        var messages = accepted.Messages;
        for (var i = 0; i < messages.Length; i++)
        {
            if (i % AtOnce == 0)
            {
                ReadAhead(messages.Slice(i, Math.Min(AtOnce, messages.Length - i)));
            }

            if ((messages[i].Marks & NoReading) != 0)
            {
                continue;
            }

            var machines = _bindings.Of(messages[i].Device);
            if (machines.Length > 0)
            {
                Take(machines, RuleInput.Message(accepted, i, _remarks), output);
            }
        }
    }

    public void OnHealth(in HealthChange change, List<RuleSignal> output)
    {
        FollowRegistry();
        Take(_bindings.Of(change.Device), RuleInput.Of(change, _remarks), output);
    }

    public void OnTick(long clockNanos, List<RuleSignal> output)
    {
        FollowRegistry();
        while (_moments.TryPeek(out var machine, out var due) && due.AtNanos <= clockNanos)
        {
            _moments.Dequeue();
            if (machine.ArmedForNanos != due.AtNanos)
            {
                continue;
            }

            machine.ArmedForNanos = long.MaxValue;
            if (machine.DueAfter(due.AtNanos - 1) == due.AtNanos)
            {
                Take(machine, RuleInput.Moment(due.AtNanos, _remarks), output);
            }
            else
            {
                Arm(machine, due.AtNanos);
            }
        }
    }

    /// <summary>Takes other rules; those that did not change keep their state. Open alerts are to be adopted again afterwards.</summary>
    public void Replace(IReadOnlyList<AlertRule> rules)
    {
        _bindings.Replace(rules);
        Requeue();
    }

    /// <summary>Whether since the last call a rule has let go of a device that moved: open alerts are to be adopted again.</summary>
    public bool TakeLetGo() => _hasLetGo && !(_hasLetGo = false);

    /// <summary>An alert of this rule is open: whoever watches its source goes on from it.</summary>
    /// <returns>False where no rule does.</returns>
    public bool Adopt(string rule, string? device, string zone, Severity severity, long sinceNanos)
    {
        if (_bindings.Find(rule, device, zone) is not { } machine)
        {
            return false;
        }

        if (machine.IsFresh)
        {
            machine.Adopt(severity, sinceNanos);
        }

        return true;
    }

    /// <summary>Each machine by ids, with the rule that it is of: one whose rule has changed is read over.</summary>
    public void Save(BinaryWriter writer)
    {
        writer.Write(Version);
        _neighbours.Save(writer);
        var machines = _bindings.All().ToArray();
        writer.Write(machines.Length);
        using var state = new MemoryStream();
        using var inner = new BinaryWriter(state);
        foreach (var machine in machines)
        {
            state.SetLength(0);
            machine.Save(inner);
            inner.Flush();
            writer.Write(machine.Rule.Id);
            writer.Write(machine.Rule.Version);
            writer.Write(RuleFingerprint.Of(machine.Rule));
            writer.Write(machine.Source.Device ?? string.Empty);
            writer.Write(machine.Source.Zone);
            writer.Write(machine.ArmedForNanos);
            writer.Write((int)state.Length);
            writer.Write(state.GetBuffer(), 0, (int)state.Length);
        }
    }

    /// <exception cref="InvalidDataException">The section has another version.</exception>
    public void Restore(BinaryReader reader)
    {
        var version = reader.ReadByte();
        if (version != Version)
        {
            throw new InvalidDataException($"The rules' state has version {version}; this program reads version {Version}.");
        }

        _neighbours.Restore(reader);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            var (rule, ruleVersion, fingerprint) = (reader.ReadString(), reader.ReadInt32(), reader.ReadUInt64());
            var (device, zone) = (reader.ReadString(), reader.ReadString());
            var armedFor = reader.ReadInt64();
            var state = reader.ReadBytes(reader.ReadInt32());
            if (_bindings.Find(rule, device.Length == 0 ? null : device, zone) is { } machine
                && machine.Rule.Version == ruleVersion && RuleFingerprint.Of(machine.Rule) == fingerprint)
            {
                using var inner = new BinaryReader(new MemoryStream(state));
                machine.Restore(inner);
                machine.ArmedForNanos = armedFor;
            }
        }

        Requeue();
    }

    private void FollowRegistry() => _hasLetGo |= _bindings.Follow(_nodes.FollowRegistry());

    // Among ten thousand devices each machine is a handful of objects that lie in no cache: read in one loop they come together, between the
    // rules' work one after the other.
    private void ReadAhead(ReadOnlySpan<DeviceMessage> messages)
    {
        var seen = 0;
        foreach (ref readonly var message in messages)
        {
            seen += (message.Marks & NoReading) == 0 ? _bindings.Of(message.Device).Length : 0;
        }

        if (seen > 0)
        {
            foreach (ref readonly var message in messages)
            {
                foreach (var machine in (message.Marks & NoReading) == 0 ? _bindings.Of(message.Device) : [])
                {
                    seen += machine.Peek();
                }
            }
        }

        Volatile.Write(ref _seen, seen);
    }

    private void Take(RuleMachine[] machines, in RuleInput input, List<RuleSignal> output)
    {
        foreach (var machine in machines)
        {
            Take(machine, input, output);
        }
    }

    private void Take(RuleMachine machine, in RuleInput input, List<RuleSignal> output)
    {
        var began = Costs.Begin();
        machine.Take(input, output);
        Costs.End(machine.Rule.Id, began);
        Trace?.Invoke(new RuleStep(machine, input.Device, input.TimeNanos, machine.Top, machine.Describe(input.TimeNanos)));
        Arm(machine, input.ClockNanos);
    }

    // Those of machines that are gone go with them.
    private void Requeue()
    {
        _moments.Clear();
        foreach (var machine in _bindings.All().Where(static machine => machine.ArmedForNanos != long.MaxValue))
        {
            _moments.Enqueue(machine, new Due(machine.ArmedForNanos, machine.Rule.Id, machine.Source.Key));
        }
    }

    // An earlier look finds out that it is not time yet and arms again; only a later one would miss the moment.
    private void Arm(RuleMachine machine, long clockNanos)
    {
        var due = machine.DueAfter(clockNanos);
        if (due < machine.ArmedForNanos)
        {
            machine.ArmedForNanos = due;
            _moments.Enqueue(machine, new Due(due, machine.Rule.Id, machine.Source.Key));
        }
    }

    // Of one moment in the order of ids: neither the queue nor an index says the same after a restart.
    private readonly record struct Due(long AtNanos, string Rule, string Source) : IComparable<Due>
    {
        public int CompareTo(Due other) =>
            AtNanos != other.AtNanos ? AtNanos.CompareTo(other.AtNanos)
            : string.CompareOrdinal(Rule, other.Rule) is var byRule and not 0 ? byRule
            : string.CompareOrdinal(Source, other.Source);
    }
}
