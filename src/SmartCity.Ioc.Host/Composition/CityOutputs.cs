using System.Reactive.Disposables;
using System.Reactive.Linq;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.History;

namespace SmartCity.Ioc.Host.Composition;

/// <summary>
/// Joins the pipeline to what follows it: history (the point log), the live table, the alert log, the alerts that leave over MQTT. Called
/// on the shard's thread; nothing here waits for a wall or for the time-series store.
/// </summary>
internal sealed class CityOutputs : IShardOutput, IDisposable
{
    private readonly CompositeDisposable _subscriptions = [];
    private readonly List<AlertTransition> _transitions = [];
    private readonly LiveTable _live;
    private readonly AlertLog _alerts;
    private readonly AlertPublisher _publisher;

    public CityOutputs(CityPipeline pipeline, IPointLog points, LiveTable live, AlertLog alerts, AlertPublisher publisher, SourceAges ages,
        OpenZoneWindows open)
    {
        _live = live;
        _alerts = alerts;
        _publisher = publisher;
        _subscriptions.Add(pipeline.Accepted.Subscribe(points.AddReadings));
        _subscriptions.Add(pipeline.Late.Subscribe(points.AddLate));
        _subscriptions.Add(pipeline.Accepted.Subscribe(batch =>
        {
            ages.OnAccepted(batch);
            live.OnAccepted(batch);
        }));
        _subscriptions.Add(pipeline.LastKnown.Subscribe(live.OnAccepted));
        _subscriptions.Add(pipeline.Health.Subscribe(live.OnHealth));
        _subscriptions.Add(pipeline.Provisional.Subscribe(windows =>
        {
            open.Set(windows);
            live.OnWindows(windows);
        }));
        _subscriptions.Add(pipeline.Windows.Subscribe(windows =>
        {
            foreach (var window in windows)
            {
                points.AddWindow(window);
            }

            live.OnWindows(windows);
        }));
        _subscriptions.Add(pipeline.QualityWindows.Merge(pipeline.DerivedWindows).Subscribe(windows =>
        {
            foreach (var window in windows)
            {
                points.AddWindow(window);
            }
        }));
        _subscriptions.Add(pipeline.DerivedReadings.Subscribe(batch =>
        {
            // Like late readings: stored, and counted in the ledger as nothing that was accepted.
            points.AddLate(batch);
            live.OnAccepted(batch);
        }));
        _subscriptions.Add(pipeline.BackFilled.Subscribe(points.AddBackFilled));
        _subscriptions.Add(pipeline.Refills.Subscribe(points.AddRefills));
        _subscriptions.Add(pipeline.Alerts.Subscribe(transitions =>
        {
            foreach (var transition in transitions)
            {
                points.AddTransition(transition);
            }

            _transitions.AddRange(transitions);
        }));
    }

    public void FrameDone(JournalPosition next, long clockNanos, bool recovering)
    {
        if (!recovering)
        {
            _transitions.AddRange(_alerts.Mend(_transitions, clockNanos));
        }

        if (_transitions.Count == 0)
        {
            return;
        }

        // The log first: it may refuse, and then the frame comes again. It stores on a thread of its own.
        _alerts.Append(_transitions);
        _live.OnAlerts(_transitions);
        if (!recovering)
        {
            _publisher.Publish(_transitions);
        }

        _transitions.Clear();
    }

    public void Recovered() => _alerts.Recovered();

    public void MakeDurable() => _alerts.MakeDurable();

    public void Dispose() => _subscriptions.Dispose();
}
