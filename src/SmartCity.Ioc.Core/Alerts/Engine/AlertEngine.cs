using System.Runtime.InteropServices;
using SmartCity.Ioc.Alerts.Life;
using SmartCity.Ioc.Alerts.Rules;
using SmartCity.Ioc.Alerts.RuleSets;
using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Engine;

/// <summary>
/// The alerts of one shard: what its rules say, and what then becomes of it. A function of what it is given, in the order in which it is
/// given; it reads no clock. Used by the shard's thread alone, but for <see cref="Open"/>.
/// </summary>
public sealed class AlertEngine : IAlertEngine
{
    private readonly CityModel _city;
    private readonly RuleEvaluator _rules;
    private readonly List<RuleSignal> _signals = [];
    private readonly AlertLife _life;
    private readonly List<string> _orphans = [];
    private readonly RuleSource _server;

    /// <param name="judgesClocks">Whether arrival and event time can be compared: not where a recording is played.</param>
    public AlertEngine(CityRegistry registry, IReadOnlyList<AlertRule> rules, bool judgesClocks = true)
        : this(registry, rules, judgesClocks, null)
    {
    }

    /// <param name="trace">Hears of every step of every rule.</param>
    internal AlertEngine(CityRegistry registry, IReadOnlyList<AlertRule> rules, bool judgesClocks, Action<RuleStep>? trace)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(rules);
        _city = registry.City;
        Rules = new RuleBook(registry.City, rules);
        _rules = new RuleEvaluator(registry, Rules.Current.Rules.Rules, judgesClocks) { Trace = trace };
        _life = new AlertLife(registry);
        _server = new RuleSource(registry.Zones.Root.Id, ServerFault.Source, ServerFault.Kind);
    }

    public RuleBook Rules { get; }

    /// <summary>What the rules cost; measured once somebody asks for it.</summary>
    public RuleCosts Costs => _rules.Costs;

    /// <summary>Hears what the rules say, before anything is damped or put away.</summary>
    internal Action<RuleSignal>? Heard { get; init; }

    public IReadOnlyCollection<Alert> Open => _life.Open;

    /// <summary>Sequence of the last transition made.</summary>
    public long LastSequence => _life.LastSequence;

    public void OnBatch(ReadingBatch accepted, List<AlertTransition> output)
    {
        ArgumentNullException.ThrowIfNull(accepted);
        _rules.OnBatch(accepted, _signals);
        Settle(accepted.ClockNanos, output);
    }

    public void OnHealth(in HealthChange change, List<AlertTransition> output)
    {
        _rules.OnHealth(change, _signals);
        Settle(change.AtNanos, output);
    }

    public void OnTick(long clockNanos, List<AlertTransition> output)
    {
        _rules.OnTick(clockNanos, _signals);
        Settle(clockNanos, output);
        _life.OnTick(clockNanos, output);
    }

    public void OnServer(ServerFault fault, double size, long clockNanos, string? note, List<AlertTransition> output, string? source = null)
    {
        ArgumentNullException.ThrowIfNull(fault);
        var part = source is null ? _server : _server with { Device = source };
        var isOpen = _life.Open.Any(alert => alert.Rule == fault.Rule.Id && alert.Device == part.Device && alert.ClearedAtNanos is null);
        var kind = size == 0 ? RuleSignalKind.Clear : isOpen ? RuleSignalKind.Annotate : RuleSignalKind.Raise;
        _signals.Add(new RuleSignal(kind, fault.Rule, part, fault.Rule.Severity, null, size, 0, clockNanos, note));
        Settle(clockNanos, output);
    }

    public CommandResult OnCommand(AlertCommand command, long clockNanos, List<AlertTransition> output)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (command.Server is { } report)
        {
            return Report(command.CommandId, report, clockNanos, output);
        }

        return command.RuleSet is { } rules ? Replace(command, rules, clockNanos, output) : _life.OnCommand(command, clockNanos, output);
    }

    public void ContinueAfter(long sequence) => _life.ContinueAfter(sequence);

    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _life.Save(writer);
        Rules.Save(writer);
        _rules.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _life.Restore(reader);
        Rules.Restore(reader);
        _rules.Replace(Rules.Current.Rules.Rules);
        _rules.Restore(reader);
        Adopt();
    }

    private CommandResult Report(string commandId, ServerReport report, long clockNanos, List<AlertTransition> output)
    {
        if (ServerFault.Find(report.Fault) is not { } fault)
        {
            return new CommandResult(commandId, CommandOutcome.NotFound, null, $"There is no fault '{report.Fault}'.");
        }

        OnServer(fault, report.Size, clockNanos, report.Note, output, report.Source);
        return new CommandResult(commandId, CommandOutcome.Done, null, null);
    }

    private CommandResult Replace(AlertCommand command, string text, long clockNanos, List<AlertTransition> output)
    {
        var current = Rules.Current.Revision;
        if (command.Revision is { } seen && seen != current)
        {
            return new CommandResult(
                command.CommandId, CommandOutcome.Conflict, null, $"The rules are at revision {current}, not {seen}: somebody changed them meanwhile.");
        }

        var parsed = RuleSetParser.Parse(new CityFile("rules", text), _city);
        if (!parsed.IsValid)
        {
            return new CommandResult(command.CommandId, CommandOutcome.NotAllowed, null, parsed.Errors[0].ToString());
        }

        _rules.Replace(Rules.Replace(parsed.Rules, command.By, command.From, command.Note, clockNanos).Rules.Rules);
        Adopt();
        Settle(clockNanos, output);
        return new CommandResult(command.CommandId, CommandOutcome.Done, null, null);
    }

    // The machines of rules that changed go on from the alerts that are open. What no rule watches any more has to be let go, or it would
    // stand for ever.
    private void Adopt()
    {
        _orphans.Clear();
        foreach (var alert in _life.Standing)
        {
            if (!ServerFault.Owns(alert.Rule) && !_rules.Adopt(alert.Rule, alert.Device, alert.Zone, alert.Severity, alert.EventTimeNanos))
            {
                _orphans.Add(alert.Id);
            }
        }
    }

    private void ReleaseOrphans(long clockNanos, List<AlertTransition> output)
    {
        foreach (var id in _orphans)
        {
            _life.Release(id, "The rule that raised it does not watch this source any more.", clockNanos, output);
        }

        _orphans.Clear();
    }

    // What the rules said becomes changes of alerts, in the order in which they said it.
    private void Settle(long clockNanos, List<AlertTransition> output)
    {
        if (_rules.TakeLetGo())
        {
            Adopt();
        }

        ReleaseOrphans(clockNanos, output);
        foreach (ref readonly var signal in CollectionsMarshal.AsSpan(_signals))
        {
            Heard?.Invoke(signal);
            _life.OnSignal(signal, clockNanos, output);
        }

        _signals.Clear();
    }
}
