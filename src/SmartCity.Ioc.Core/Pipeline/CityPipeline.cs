using System.Reactive.Disposables;
using System.Reactive.Linq;
using System.Reactive.Subjects;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Aggregates.Derived;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Registry;

namespace SmartCity.Ioc.Pipeline;

/// <summary>
/// One shard's pipeline: a pure function of the journal of inputs (decision 1). What it decides comes out as observables, synchronously on
/// the shard's thread; their arguments are valid only during the call. Subscribe before the first input; a subscriber that throws breaks
/// the pipeline, and the caller of <see cref="OnBatch"/> sees it.
/// </summary>
public sealed class CityPipeline : ICityPipeline, IDisposable
{
    private const byte Version = 14;

    // From then on with the zones' running figures.
    private const byte WithProvisional = 14;
    private const byte OldestVersion = 13;
    private const long LedgerWatchNanos = 10_000_000_000;

    private readonly CityRegistry _registry;
    private readonly Ledger _ledger;
    private readonly IAlertEngine _engine;
    private readonly FiguresTable _figures = new();
    private readonly CityWindows _windows;
    private readonly HealthWatch _watch;
    private readonly QualityHours _hours;
    private readonly WindowFormulas _windowFormulas;
    private readonly MessageFormulas _messageFormulas;
    private readonly BackFilledDays _backFilledDays;
    private readonly ReadingBatch _refills = new();
    private readonly Deduplicator _deduplicator;
    private readonly DataClock? _dataClock;

    private readonly Subject<long> _clock = new();
    private readonly Subject<ReadingBatch> _batches = new();
    private readonly Subject<IReadOnlyList<AlertTransition>> _commanded = new();
    private readonly CompositeDisposable _running = [];
    private readonly List<AlertTransition> _transitions = [];
    private long _clockNanos = long.MinValue;
    private long _ledgerMoment;
    private long _ledgerDifference;
    private bool _isBroken;

    /// <summary>A pipeline that does all on the caller's thread.</summary>
    public CityPipeline(CityRegistry registry, PipelineOptions options, Ledger ledger, IAlertEngine alerts)
        : this(registry, options, ledger, alerts, new ShardCrew(1))
    {
    }

    /// <param name="crew">Does the work that belongs to single devices; whose it is, is the caller's to dispose.</param>
    public CityPipeline(CityRegistry registry, PipelineOptions options, Ledger ledger, IAlertEngine alerts, ShardCrew crew)
    {
        ArgumentNullException.ThrowIfNull(registry);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(alerts);
        ArgumentNullException.ThrowIfNull(crew);
        (_registry, _ledger, _engine) = (registry, ledger, alerts);
        Shards = new ShardMap(registry, crew.Count);
        _windows = new CityWindows(registry, options);
        Devices = new DeviceBook(registry);
        _watch = new HealthWatch(registry, _windows.Sources, _figures, Devices, judgesClocks: options.Clock == ClockSource.Host);
        _deduplicator = new Deduplicator(_windows, _figures, ledger, options, crew, Shards);
        _dataClock = options.Clock == ClockSource.Data ? new DataClock() : null;
        Quality = new QualityView(registry, _figures, () => Volatile.Read(ref _clockNanos));
        _hours = new QualityHours(registry, _windows.Sources, _figures, Quality);
        _windowFormulas = new WindowFormulas(registry, options);
        _messageFormulas = new MessageFormulas(registry, _windowFormulas.Rises);
        _backFilledDays = new BackFilledDays(registry, options);

        // The order of subscription below is the order of work: on the clock rules, silence, windows, provisional figures; on a batch
        // duplicates, health, then whoever listens to readings, windows, rules.
        _running.Add(_clock.Subscribe(Devices.AdvanceTo, Rethrow));
        var triaged = _batches.Deduplicate(_deduplicator).WatchHealth(_watch).Derive(_messageFormulas).Publish();
        var silence = _clock.WatchSilence(_watch).Publish();
        var accepted = triaged.Select(batch => batch.Accepted).Where(IsFilled);
        Alerts = Run(triaged.Evaluate(silence, _clock, _watch, alerts).Merge(_commanded));
        _running.Add(silence.Connect());
        Health = Run(silence.Merge(triaged.HealthChanges()));
        Accepted = Run(accepted);
        Late = Run(triaged.Select(batch => batch.Late).Where(IsFilled));
        BackFilled = Run(triaged.Select(batch => batch.BackFilled).Where(IsFilled));
        _running.Add(BackFilled.Subscribe(_backFilledDays.Note, Rethrow));
        LastKnown = Run(triaged.Select(batch => batch.LastKnown).Where(IsFilled));
        Windows = Run(options.WithWindows ? accepted.Window(_clock, _windows) : Observable.Never<IReadOnlyList<WindowAggregate>>());
        Provisional = Run(options.OnlyForRules ? Observable.Never<IReadOnlyList<WindowAggregate>>() : _clock.Provisional(_windows));
        QualityWindows = Run(options.OnlyForRules ? Observable.Never<IReadOnlyList<WindowAggregate>>() : _clock.QualityWindows(_hours));
        Derived = Run(Windows.Derive(_clock, () => _clockNanos, _windowFormulas));
        _running.Add(Derived.Subscribe(EvaluateDerived, Rethrow));
        Refills = Run(_clock.Select(nanos =>
        {
            _backFilledDays.AdvanceTo(nanos, _refills);
            return _refills;
        }).Where(IsFilled));
        _running.Add(triaged.Connect());
    }

    /// <summary>Readings after de-duplication, historical and corrected ones included, in order of arrival.</summary>
    public IObservable<ReadingBatch> Accepted { get; }

    /// <summary>Readings beyond the correction horizon: to be stored raw, in no window and no rule.</summary>
    public IObservable<ReadingBatch> Late { get; }

    /// <summary>History that came beyond the correction horizon: accepted, to be stored, and its days' windows to be counted once more from the
    /// store. In no rule.</summary>
    public IObservable<ReadingBatch> BackFilled { get; }

    /// <summary>Days to be counted once more now that the pipeline holds none of their windows: a message of each device at the day's
    /// start, with the metrics in question and no values that mean anything.</summary>
    public IObservable<ReadingBatch> Refills { get; }

    /// <summary>A broker's last known values that are newer than what is known: for the latest state only, counted and stored nowhere.</summary>
    public IObservable<ReadingBatch> LastKnown { get; }

    /// <summary>Closed windows and corrections.</summary>
    public IObservable<IReadOnlyList<WindowAggregate>> Windows { get; }

    /// <summary>Zones' current windows so far (<see cref="AggregateStage.Provisional"/>, no percentiles), at most once a second.</summary>
    public IObservable<IReadOnlyList<WindowAggregate>> Provisional { get; }

    /// <summary>What is worked out of closed windows: indices by hour and by day, rates of rise. Nowhere in the ledger.</summary>
    internal IObservable<DerivedOutput> Derived { get; }

    /// <summary>Windows of worked out metrics, and corrections of them.</summary>
    public IObservable<IReadOnlyList<WindowAggregate>> DerivedWindows => Derived.Select(output => output.Windows);

    /// <summary>The same as readings of their devices at the windows' ends.</summary>
    public IObservable<ReadingBatch> DerivedReadings => Derived.Select(output => output.Readings);

    /// <summary>Each hour's data check, as windows of four ratios.</summary>
    public IObservable<IReadOnlyList<WindowAggregate>> QualityWindows { get; }

    public IObservable<HealthChange> Health { get; }

    public IObservable<IReadOnlyList<AlertTransition>> Alerts { get; }

    /// <summary>The devices' data checks, for any thread.</summary>
    public QualityView Quality { get; }

    /// <summary>What operators made of the registry.</summary>
    public DeviceBook Devices { get; }

    /// <summary>Which shard does the work of which device.</summary>
    public ShardMap Shards { get; }

    public void OnBatch(ReadingBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (_dataClock is not null)
        {
            _dataClock.Play(batch, Run);
        }
        else
        {
            Run(batch);
        }

        WatchLedger();
    }

    public void OnTick(long clockNanos)
    {
        if (_dataClock is null)
        {
            AdvanceTo(clockNanos);
            WatchLedger();
        }
    }

    public CommandResult OnCommand(AlertCommand command, long clockNanos)
    {
        OnTick(clockNanos);
        ArgumentNullException.ThrowIfNull(command);
        if (command.Devices is { } changes)
        {
            return Devices.Apply(command, changes, _dataClock is null ? clockNanos : Math.Max(1, _clockNanos));
        }

        var result = _engine.OnCommand(command, _dataClock is null ? clockNanos : _clockNanos, _transitions);
        if (_transitions.Count > 0)
        {
            Pass(_commanded, _transitions);
            _transitions.Clear();
        }

        return result;
    }

    /// <summary>A message of a known device was put aside; the ledger is the caller's to count.</summary>
    public void OnReject(int device, QuarantineReason reason, long clockNanos) =>
        _watch.OnReject(device, reason, _dataClock is null ? clockNanos : Math.Max(1, _clockNanos));

    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Version);
        IndexMap.Save(writer, _registry);
        writer.Write(_clockNanos);
        writer.Write(_dataClock?.ClockNanos ?? long.MinValue);
        DevicesState.Save(writer, _figures);
        WindowsState.Save(writer, _windows);
        _watch.Save(writer);
        Devices.Save(writer);
        _hours.Save(writer);
        _windowFormulas.Save(writer);
        _backFilledDays.Save(writer);
        writer.Write(_ledgerMoment);
        writer.Write(_ledgerDifference);
        _engine.Save(writer);
        _ledger.Save(writer);
    }

    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var version = reader.ReadByte();
        if (version is < OldestVersion or > Version)
        {
            throw new InvalidDataException($"The pipeline's state has version {version}; this program reads {OldestVersion} to {Version}.");
        }

        var map = IndexMap.Restore(reader, _registry);
        _clockNanos = reader.ReadInt64();
        var dataClock = reader.ReadInt64();
        _dataClock?.Restore(dataClock);
        DevicesState.Restore(reader, _figures, map);
        WindowsState.Restore(reader, _windows, map, hasProvisional: version >= WithProvisional);
        _watch.Restore(reader, map);
        _watch.Restored();
        Devices.Restore(reader, _clockNanos);
        _hours.Restore(reader, map);
        _windowFormulas.Restore(reader, map);
        _backFilledDays.Restore(reader, map);
        _ledgerMoment = reader.ReadInt64();
        _ledgerDifference = reader.ReadInt64();
        _engine.Restore(reader);
        _ledger.Restore(reader);
    }

    public void Dispose()
    {
        _running.Dispose();
        _dataClock?.Dispose();
        _messageFormulas.Dispose();
        _windowFormulas.Dispose();
        _refills.Dispose();
        _batches.Dispose();
        _clock.Dispose();
        _commanded.Dispose();
    }

    // Every ten seconds of the clock, when a frame is dealt with: before that a message may be half way. A function of the journal like all
    // else, so a replay raises the same alert at the same place.
    private void WatchLedger()
    {
        var moment = _clockNanos / LedgerWatchNanos;
        if (moment == _ledgerMoment)
        {
            return;
        }

        _ledgerMoment = moment;
        if (_ledger.Difference == _ledgerDifference)
        {
            return;
        }

        var messages = _ledger.Snapshot(0).Messages;
        _ledgerDifference = messages.Difference;
        var transitions = new List<AlertTransition>();
        _engine.OnServer(
            ServerFault.Ledger, _ledgerDifference, _clockNanos,
            _ledgerDifference == 0 ? null : $"Of {messages.Received} messages received, {_ledgerDifference} are not accounted for.", transitions);
        if (transitions.Count > 0)
        {
            Pass(_commanded, transitions);
        }
    }

    private void EvaluateDerived(DerivedOutput output)
    {
        var transitions = new List<AlertTransition>();
        _engine.OnBatch(output.Readings, transitions);
        if (transitions.Count > 0)
        {
            _commanded.OnNext(transitions);
        }
    }

    private static void Rethrow(Exception error) => System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);

    private static bool IsFilled(ReadingBatch batch) => batch.Messages.Length > 0;

    // Runs whether or not somebody listens: the state must not depend on it.
    private IObservable<T> Run<T>(IObservable<T> source)
    {
        var shared = source.Publish();
        _running.Add(shared.Connect());
        return shared;
    }

    private void Run(ReadingBatch batch)
    {
        AdvanceTo(batch.ClockNanos);
        if (IsFilled(batch))
        {
            AskAhead(batch.Messages);
            Pass(_batches, batch);
        }
    }

    // For everything that the devices have in memory, in a loop of nothing else.
    private void AskAhead(ReadOnlySpan<DeviceMessage> messages)
    {
        foreach (ref readonly var message in messages)
        {
            _figures.Ask(message.Device);
            _windows.Ask(message.Device);
        }
    }

    private void AdvanceTo(long clockNanos)
    {
        if (clockNanos > _clockNanos)
        {
            Volatile.Write(ref _clockNanos, clockNanos);
            Pass(_clock, clockNanos);
        }
    }

    // Rx detaches an observer that threw; what went on after that would be silent and wrong.
    private void Pass<T>(Subject<T> subject, T value)
    {
        if (_isBroken)
        {
            throw new InvalidOperationException("The pipeline failed before; it goes on from a checkpoint, in a new one.");
        }

        _isBroken = true;
        subject.OnNext(value);
        _isBroken = false;
    }
}
