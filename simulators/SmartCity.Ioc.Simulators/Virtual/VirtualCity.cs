using System.Reactive.Disposables;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Ingest.Foreign;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Simulators.Sources;

namespace SmartCity.Ioc.Simulators.Virtual;

/// <summary>
/// The server's own decoder, pipeline and alert engine on virtual time, without sockets, journal and stores: a day in seconds, and the same
/// messages give the same answers.
/// </summary>
internal sealed class VirtualCity : IDisposable
{
    private const long TickNanos = 1_000_000_000;

    private readonly DateTimeOffset _start;
    private readonly DecoderBench _bench;
    private readonly AlertEngine _engine;
    private readonly CompositeDisposable _subscriptions = [];
    private long _clockNanos;

    /// <param name="start">The moment that messages count from.</param>
    public VirtualCity(CityModel city, DateTimeOffset start)
    {
        _start = start;
        _clockNanos = Nanos(TimeSpan.Zero);
        _bench = new DecoderBench(city);
        _engine = new AlertEngine(_bench.Registry, city.Rules);
        Pipeline = new CityPipeline(_bench.Registry, new PipelineOptions { Shards = 1 }, _bench.Ledger, _engine);
        _bench.Decoded = Pipeline.OnBatch;
        _bench.Rejected = (device, reason) => Pipeline.OnReject(device, reason, _clockNanos);
        _subscriptions.Add(Pipeline.Alerts.Subscribe(transitions => Transitions?.Invoke(transitions)));
        Pipeline.OnTick(_clockNanos);
    }

    public CityPipeline Pipeline { get; }

    public CityRegistry Registry => _bench.Registry;

    public Ledger Ledger => _bench.Ledger;

    public Action<IReadOnlyList<AlertTransition>>? Transitions { get; set; }

    /// <summary>Called at each second of the virtual clock, with the time since the start.</summary>
    public Action<TimeSpan>? Ticked { get; set; }

    /// <summary>Takes a message at its time; it does not go back.</summary>
    public void Take(TimedMessage message)
    {
        AdvanceTo(message.At);
        _bench.Decode(message.Topic, message.Payload.ToArray(), retain: false, _start + message.At);

        // A frame of bad messages alone is a moment too.
        Pipeline.OnTick(_clockNanos);
    }

    public void AdvanceTo(TimeSpan at)
    {
        var until = Nanos(at);
        while (_clockNanos / TickNanos < until / TickNanos)
        {
            _clockNanos = Math.Min(until, ((_clockNanos / TickNanos) + 1) * TickNanos);
            Pipeline.OnTick(_clockNanos);
            Ticked?.Invoke(TimeSpan.FromTicks((_clockNanos - Nanos(TimeSpan.Zero)) / TimeSpan.NanosecondsPerTick));
        }

        _clockNanos = Math.Max(_clockNanos, until);
    }

    public void Dispose()
    {
        _subscriptions.Dispose();
        Pipeline.Dispose();
        _bench.Dispose();
    }

    private long Nanos(TimeSpan at) => (_start + at - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
