using System.Reactive.Disposables;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.Alerts.Rules;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Alerts.Rehearsal;

/// <summary>
/// A rule set on virtual time: the same pipeline and the same engine as live, over messages in the order of their event times, with nobody
/// who acknowledges. Used by one thread.
/// </summary>
public sealed class RehearsalRun : IDisposable
{
    /// <summary>Silence is looked for that often; live it is at every tick of the journal.</summary>
    private const long TickNanos = 30_000_000_000;

    private readonly CityPipeline _pipeline;
    private readonly OccurrenceBook _book = new();
    private readonly Dictionary<string, int> _alerts = new(StringComparer.Ordinal);
    private readonly CompositeDisposable _subscriptions = [];
    private readonly Ledger _ledger = new();
    private long _clockNanos = long.MinValue;

    public RehearsalRun(CityModel city, IReadOnlyList<AlertRule> rules)
        : this(new CityRegistry(city), rules, null)
    {
    }

    internal RehearsalRun(CityRegistry registry, IReadOnlyList<AlertRule> rules, Action<RuleStep>? trace)
    {
        Registry = registry;
        Rules = rules;
        var needsWindows = rules.Any(rule => ConditionNeeds.Of(rule).Metrics.Any(metric => IsDerived(rule, metric)));
        var options = new PipelineOptions
        {
            Windows = [TimeSpan.FromMinutes(1)],
            AllowedLateness = TimeSpan.Zero,
            CorrectionHorizon = TimeSpan.Zero,
            ClosedWindows = 0,
            OnlyForRules = true,
            WithWindows = needsWindows,
        };
        Engine = new AlertEngine(registry, rules, judgesClocks: true, trace) { Heard = _book.Add };
        _pipeline = new CityPipeline(registry, options, _ledger, Engine);
        _subscriptions.Add(_pipeline.Alerts.Subscribe(transitions =>
        {
            foreach (var raised in transitions.Where(static transition => transition.Action == "raised"))
            {
                _alerts[raised.Alert.Rule] = _alerts.GetValueOrDefault(raised.Alert.Rule) + 1;
            }
        }));
    }

    public CityRegistry Registry { get; }

    public IReadOnlyList<AlertRule> Rules { get; }

    /// <summary>Event time of the newest message.</summary>
    public long ClockNanos => _clockNanos;

    public long Messages { get; private set; }

    public IReadOnlyList<Occurrence> Occurrences => _book.All;

    internal AlertEngine Engine { get; }

    /// <summary>How many alerts a rule's occurrences were: one that returns before anybody acknowledged it is the same.</summary>
    public int AlertsOf(string rule) => _alerts.GetValueOrDefault(rule);

    /// <summary>Takes messages of one moment; <see cref="ReadingBatch.ClockNanos"/> is that moment and does not go back.</summary>
    public void Feed(ReadingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        AdvanceTo(batch.ClockNanos);
        Messages += batch.Messages.Length;
        _ledger.Count(LedgerEntry.Received, batch.ClockNanos, batch.Messages.Length, batch.Values.Length);
        _pipeline.OnBatch(batch);
    }

    /// <summary>A message of a device was put aside.</summary>
    public void Reject(int device, QuarantineReason reason, long clockNanos) => _pipeline.OnReject(device, reason, clockNanos);

    /// <summary>Time passes and nothing comes.</summary>
    public void AdvanceTo(long nanos)
    {
        if (_clockNanos != long.MinValue)
        {
            for (var next = _clockNanos + TickNanos; next < nanos; next += TickNanos)
            {
                _pipeline.OnTick(next);
            }

            _pipeline.OnTick(nanos);
        }

        _clockNanos = nanos;
    }

    public void Dispose()
    {
        _subscriptions.Dispose();
        _pipeline.Dispose();
    }

    private bool IsDerived(AlertRule rule, string metric) =>
        rule.Kinds.Any(kind => Registry.City.Kinds[kind].Derived.Any(derived => derived.Definition.Id == metric));
}
