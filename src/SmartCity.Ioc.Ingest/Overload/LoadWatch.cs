using Microsoft.Extensions.Logging;
using SmartCity.Ioc.Alerts.RuleSets;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Pipeline;

namespace SmartCity.Ioc.Ingest.Overload;

/// <summary>
/// Looks five times a window at how far the shard is behind what came in, sets the gate accordingly, and tells the journal stage what to write
/// down of it: what is given up under load is decided by the wall's clock, so only the journal can repeat it.
/// </summary>
internal sealed class LoadWatch : IDisposable
{
    /// <summary>While messages are shed, their counts are journaled this often: what a <c>kill -9</c> may lose of them.</summary>
    private static readonly TimeSpan ReportPeriod = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly InputInbox _inbox;
    private readonly LoadGate _load;
    private readonly LoadStages _stages;
    private readonly IReadOnlyList<DeviceKind> _kinds;
    private readonly RuleBook? _rules;
    private readonly TimeSpan _period;
    private readonly TimeProvider _time;
    private readonly IngestStatus _status;
    private readonly IngestMetrics _metrics;
    private readonly ILogger _logger;
    private readonly Dictionary<string, long> _shed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _reported = new(StringComparer.Ordinal);
    private IReadOnlyList<string>? _kept;
    private RuleBookPage? _judgedBy;
    private ITimer? _timer;
    private long _looked;
    private long _reportedAt;
    private long _shedBefore;

    /// <param name="rules">The rules in force, which decide about kinds of which the city's files say nothing.</param>
    /// <param name="clock">A recording that runs on its own time is in no hurry: all senders wait, and nothing is given up.</param>
    public LoadWatch(
        InputInbox inbox, LoadGate load, IReadOnlyList<DeviceKind> kinds, RuleBook? rules, IngestOptions options, ClockSource clock, TimeProvider time,
        IngestStatus status, IngestMetrics metrics, ILogger logger)
    {
        _inbox = inbox;
        _load = load;
        _kinds = kinds;
        _rules = rules;
        _period = clock == ClockSource.Data ? TimeSpan.Zero : 2 * options.OverloadLag / LoadStages.LooksPerWindow;
        _stages = new LoadStages(options.OverloadLag, options.OverloadHold);
        _time = time;
        _status = status;
        _metrics = metrics;
        _logger = logger;
    }

    /// <summary>Begins to look, once the past has been replayed.</summary>
    /// <param name="kept">What the journal says last of the kinds whose readings are stored.</param>
    public void Start(IReadOnlyList<string>? kept)
    {
        _kept = kept;
        _looked = _reportedAt = _time.GetTimestamp();
        Judge();
        if (_period > TimeSpan.Zero)
        {
            _timer = _time.CreateTimer(static watch => ((LoadWatch)watch!).Look(), this, _period, _period);
        }
    }

    public void Dispose() => _timer?.Dispose();

    internal void Look()
    {
        bool isNear;
        lock (_gate)
        {
            Judge();
            var now = _time.GetTimestamp();
            var backlog = _inbox.Backlog();
            var before = _stages.Stage;
            _stages.Look(backlog, _time.GetElapsedTime(_looked, now));
            _looked = now;
            isNear = _load.IsBehind && !_stages.IsBehind;
            _load.Set(_stages.Stage, _stages.IsBehind);
            _status.SetLoad(_stages.Stage, backlog.Lag);
            if (_stages.Stage != before)
            {
                Say(before, backlog.Lag);
            }
        }

        if (isNear)
        {
            _inbox.LetIn();
        }
    }

    /// <summary>What is to be journaled now, or null. The journal stage alone asks.</summary>
    /// <param name="isLast">No other will be.</param>
    public LoadReport? Due(bool isLast)
    {
        lock (_gate)
        {
            var kept = Kept(_stages.Stage);
            var hasMoved = !Same(kept, _kept);
            if (!hasMoved && !isLast && _time.GetElapsedTime(_reportedAt) < ReportPeriod)
            {
                return null;
            }

            _load.CopyShed(_shed);
            var shed = _shed.Where(kind => kind.Value > _reported.GetValueOrDefault(kind.Key))
                .ToDictionary(kind => kind.Key, kind => kind.Value - _reported.GetValueOrDefault(kind.Key), StringComparer.Ordinal);
            if (hasMoved || shed.Count > 0)
            {
                return new LoadReport(LoadStageText.Name(_stages.Stage), kept, shed);
            }

            _reportedAt = _time.GetTimestamp();
            return null;
        }
    }

    /// <summary>It is in the journal.</summary>
    public void Journaled(LoadReport report)
    {
        lock (_gate)
        {
            _kept = report.Keep;
            _reportedAt = _time.GetTimestamp();
            foreach (var (kind, messages) in report.Shed)
            {
                _reported[kind] = _reported.GetValueOrDefault(kind) + messages;
                _metrics.CountShed(messages, kind);
                _status.AddShed(messages);
            }
        }
    }

    private void Judge()
    {
        if (_rules?.Current is { } current && current != _judgedBy)
        {
            _judgedBy = current;
            _load.Priorities = new KindPriorities(_kinds, current.Rules.Rules);
        }
    }

    private IReadOnlyList<string>? Kept(LoadStage stage) => stage switch
    {
        LoadStage.Normal => null,
        LoadStage.ThinLow => _load.Priorities.Kept,
        _ => [],
    };

    private static bool Same(IReadOnlyList<string>? one, IReadOnlyList<string>? other) =>
        one is null || other is null ? one == other : one.SequenceEqual(other);

    private void Say(LoadStage before, TimeSpan lag)
    {
        if (before == LoadStage.Normal)
        {
            _shedBefore = _status.Shed;
            _logger.OverloadBegins(lag, LoadStageText.Describe(_stages.Stage));
        }
        else if (_stages.Stage == LoadStage.Normal)
        {
            _logger.OverloadIsOver(_status.Shed - _shedBefore);
        }
    }
}
