using System.Diagnostics.Metrics;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.City.Parsing;
using SmartCity.Ioc.Host.Composition;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Host.Metrics;

/// <summary>What the city's own parts know and the rooms do not count: ledger, lag of the pipeline, delay of windows, rules, open alerts.</summary>
internal sealed class CityMetrics : IDisposable
{
    public const string MeterName = Meters.OwnPrefix + ".City";

    private readonly Histogram<double> _windowDelay;
    private readonly IngestStatus _ingest;
    private readonly PipelineOptions _options;
    private readonly TimeProvider _time;
    private readonly IDisposable _windows;

    public CityMetrics(
        IMeterFactory meters, CityPipeline pipeline, PipelineOptions options, IAlertEngine engine, Ledger ledger, LiveTable live, IngestStatus ingest,
        AlertSpool spool, TimeProvider time)
    {
        (_ingest, _options, _time) = (ingest, options, time);
        var meter = meters.Create(MeterName);
        meter.CreateObservableCounter("ioc.ledger.messages", () => Outcomes(ledger), "{message}", "Messages by where they went; received is the sum of accepted, duplicate, late and quarantined.");
        meter.CreateObservableGauge("ioc.ledger.waiting", () => ledger.Snapshot(0).Messages.Waiting, "{message}", "Accepted and not yet in history.");
        meter.CreateObservableGauge("ioc.ledger.difference", () => ledger.Difference, "{message}", "Received less accounted for; anything but 0 is a bug.");
        meter.CreateObservableGauge("ioc.pipeline.lag", Lag, "s", "Age of the frame that the shard dealt with last: how far the walls are behind.");
        meter.CreateObservableGauge("ioc.alerts.open", () => OpenAlerts(live), "{alert}", "Open alerts by severity.");
        meter.CreateObservableGauge("ioc.alerts.spool.used", () => spool.Count, "{change}", "Changes of alerts that the alert store does not have yet.");
        meter.CreateObservableGauge("ioc.alerts.spool.limit", () => AlertSpool.MostWaiting, "{change}", "Changes that may wait; then the shard does.");
        _windowDelay = meter.CreateHistogram<double>("ioc.pipeline.window.delay", "s", "From a window's end plus the allowed lateness to its closing, by length.");
        _windows = pipeline.Windows.Subscribe(RecordDelay);
        if (engine is AlertEngine { Costs: { } costs })
        {
            costs.Measure(time);
            meter.CreateObservableCounter(
                "ioc.rules.evaluations", () => costs.All.Select(c => new Measurement<long>(c.Value.Evaluations, Rule(c.Key))), "{evaluation}", "Evaluations of a rule over all of its sources; an estimate from a sample.");
            meter.CreateObservableCounter(
                "ioc.rules.time", () => costs.All.Select(c => new Measurement<double>(c.Value.Seconds, Rule(c.Key))), "s", "Time that a rule's evaluation takes on the shard's thread; an estimate from a sample.");
        }
    }

    public void Dispose() => _windows.Dispose();

    private static KeyValuePair<string, object?> Rule(string id) => new("rule", id);

    private static IEnumerable<Measurement<long>> Outcomes(Ledger ledger)
    {
        var messages = ledger.Snapshot(0).Messages;
        yield return Outcome("received", messages.Received);
        yield return Outcome("accepted", messages.Accepted);
        yield return Outcome("duplicate", messages.Duplicate);
        yield return Outcome("late", messages.Late);
        yield return Outcome("quarantined", messages.Quarantined);
        yield return Outcome("lost", messages.Lost);
        yield return Outcome("thinned", messages.Thinned);
        yield return Outcome("shed", messages.Shed);
    }

    private static Measurement<long> Outcome(string name, long count) => new(count, new KeyValuePair<string, object?>("outcome", name));

    private static IEnumerable<Measurement<int>> OpenAlerts(LiveTable live) =>
        Enum.GetValues<Severity>().Select(severity => new Measurement<int>(
            live.CountOpenAlerts(severity), new KeyValuePair<string, object?>("severity", severity.ToString().ToLowerInvariant())));

    private double Lag() => _ingest.FrameNanos == 0 ? 0 : Seconds(_ingest.FrameNanos);

    private double Seconds(long sinceNanos) => Math.Max(0, (_time.GetUtcNow() - DateTimeOffset.UnixEpoch.AddTicks(sinceNanos / 100)).TotalSeconds);

    // Once for the windows of one length and end, which close together. A replay's windows say nothing about delay.
    private void RecordDelay(IReadOnlyList<WindowAggregate> windows)
    {
        if (!_ingest.Recovered || _options.Clock != ClockSource.Host)
        {
            return;
        }

        var (length, start) = (0L, 0L);
        for (var i = 0; i < windows.Count; i++)
        {
            var window = windows[i];
            if (window.Stage == AggregateStage.Final && (window.LengthNanos, window.StartNanos) != (length, start))
            {
                (length, start) = (window.LengthNanos, window.StartNanos);
                _windowDelay.Record(
                    Seconds(start + length + (_options.AllowedLateness.Ticks * 100)),
                    new KeyValuePair<string, object?>("window", DurationText.Format(TimeSpan.FromTicks(length / 100))));
            }
        }
    }
}
