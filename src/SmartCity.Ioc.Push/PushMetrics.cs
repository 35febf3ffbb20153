using System.Diagnostics.Metrics;
using SmartCity.Ioc.Push.Streams;
using SmartCity.Ioc.Push.Walls;

namespace SmartCity.Ioc.Push;

/// <summary>What walls take: all streams together, and each wall that has a name.</summary>
internal sealed class PushMetrics
{
    public const string MeterName = "SmartCity.Ioc.Push";

    private readonly Meter _meter;
    private readonly Counter<long> _frames;
    private readonly Counter<long> _bytes;
    private readonly Counter<long> _conflated;
    private readonly Counter<long> _cut;
    private readonly Counter<long> _turnedAway;
    private readonly Histogram<double> _alert;
    private readonly Histogram<double> _paint;

    public PushMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _frames = _meter.CreateCounter<long>("ioc.push.frames", "{frame}", "Frames handed to the connections of walls.");
        _bytes = _meter.CreateCounter<long>("ioc.push.io", "By", "Bytes of those frames before compression.");
        _conflated = _meter.CreateCounter<long>(
            "ioc.push.conflated", "{update}", "Updates of a device that a newer one overtook before a frame was built, for each frame that left them out.");
        _cut = _meter.CreateCounter<long>("ioc.push.cut", "{connection}", "Connections ended because their client painted nothing.");
        _turnedAway = _meter.CreateCounter<long>(
            "ioc.push.turned_away", "{connection}", "Hand-shakes answered with 503 because too many walls waited for their first picture.");
        _alert = _meter.CreateHistogram<double>(
            "ioc.push.alert.duration", "s", "From the journal's time of what changed an alert to the frame that tells it, for each stream.");
        _paint = _meter.CreateHistogram<double>("ioc.push.paint.duration", "s", "From the hand-over of a frame to the client's word that it is painted.");
    }

    public void Watch(Func<int> streams, Func<int> waiting)
    {
        _meter.CreateObservableUpDownCounter("ioc.push.streams", streams, "{stream}", "Open streams of walls, consoles and phones.");
        _meter.CreateObservableUpDownCounter("ioc.push.waiting", waiting, "{stream}", "Of those, the ones that wait for room for their first picture.");
    }

    /// <summary>Walls without a name are anyone's browser: they would make a series each and are in the totals only.</summary>
    public void Watch(WallRegister walls)
    {
        Measurement<long>[] OfEach(Func<WireTotals, long> figure) =>
            [.. walls.All.Where(wall => wall.IsExpected).Select(wall => new Measurement<long>(figure(wall.Sent), new KeyValuePair<string, object?>("wall", wall.Report.Id)))];
        _meter.CreateObservableCounter("ioc.push.wall.frames", () => OfEach(sent => sent.Frames), "{frame}", "Frames handed to the connections of each wall with a name.");
        _meter.CreateObservableCounter("ioc.push.wall.io", () => OfEach(sent => sent.Bytes), "By", "Bytes of those frames before compression.");
        _meter.CreateObservableCounter(
            "ioc.push.wall.conflated", () => OfEach(sent => sent.Conflated), "{update}", "Updates that a newer one overtook before that wall's frame was built.");
    }

    public void CountFrame(LiveFrame frame)
    {
        _frames.Add(1);
        _bytes.Add(frame.Bytes);
    }

    public void CountConflated(long updates) => _conflated.Add(updates);

    public void CountTurnedAway() => _turnedAway.Add(1);

    public void CountCut() => _cut.Add(1);

    public void RecordAlert(TimeSpan sinceChange) => _alert.Record(Math.Max(0, sinceChange.TotalSeconds));

    public void RecordPaint(TimeSpan sinceSent) => _paint.Record(sinceSent.TotalSeconds);
}
