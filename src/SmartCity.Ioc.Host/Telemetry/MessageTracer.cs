using System.Diagnostics;
using SmartCity.Ioc.Host.Settings;
using SmartCity.Ioc.Ingest;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push;
using SmartCity.Ioc.Push.State;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Host.Telemetry;

/// <summary>
/// Follows one message at a time from the packet to the first wall that shows it, and then tells it as one trace: <c>message</c> over
/// <c>inbox</c> (waits for company), <c>journal</c> (append, fsync, hand-over), <c>pipeline</c> (all messages of its frame) and <c>wall</c> (waits for
/// the wall's tick). Of the first three steps the times are those of its frame. A message that no wall shows within
/// <see cref="Patience"/> is told without the last.
/// </summary>
internal sealed class MessageTracer : IShardOutput, IDeviceTrace, IDisposable
{
    public const string SourceName = "SmartCity.Ioc";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ActivitySource _source = new(SourceName);
    private readonly CityRegistry _registry;
    private readonly IngestStatus _ingest;
    private readonly LiveTable _live;
    private readonly TimeProvider _time;
    private readonly TimeSpan _every;
    private readonly IDisposable _accepted;
    private DeviceMessage? _chosen;
    private Followed? _followed;
    private long _lastAt;

    public MessageTracer(
        ServerSettings settings, CityPipeline pipeline, CityRegistry registry, IngestStatus ingest, LiveTable live, TimeProvider time)
    {
        (_registry, _ingest, _live, _time, _every) = (registry, ingest, live, time, settings.Otlp.TraceEvery);
        _lastAt = time.GetTimestamp();
        _accepted = pipeline.Accepted.Subscribe(Choose);
    }

    /// <inheritdoc/>
    public (int Device, long Version)? Awaited => Volatile.Read(ref _followed) is { } followed ? (followed.Message.Device, followed.Version) : null;

    /// <inheritdoc/>
    public void Sent(int device, long version)
    {
        var followed = Volatile.Read(ref _followed);
        if (followed is not null && followed.Version == version && Interlocked.CompareExchange(ref _followed, null, followed) == followed)
        {
            Tell(followed, _time.GetUtcNow());
        }
    }

    public void FrameDone(JournalPosition next, long clockNanos, bool recovering)
    {
        if (Volatile.Read(ref _followed) is { } old && _time.GetUtcNow() - old.DecidedAt > Patience
            && Interlocked.CompareExchange(ref _followed, null, old) == old)
        {
            Tell(old, sentAt: null);
        }

        if (_chosen is { } message)
        {
            _chosen = null;
            Volatile.Write(ref _followed, new Followed(message, _ingest.Frame, _time.GetUtcNow(), _live.Version));
        }
    }

    public void Dispose()
    {
        _accepted.Dispose();
        _source.Dispose();
    }

    private void Choose(ReadingBatch batch)
    {
        if (_ingest.Frame.ReceivedNanos == 0 || _followed is not null || _time.GetElapsedTime(_lastAt) < _every)
        {
            return;
        }

        foreach (var message in batch.Messages)
        {
            if ((message.Marks & (MessageMarks.Historical | MessageMarks.Derived)) == 0 && message.ValueCount > 0)
            {
                _chosen = message;
                _lastAt = _time.GetTimestamp();
                return;
            }
        }
    }

    private void Tell(Followed followed, DateTimeOffset? sentAt)
    {
        var frame = followed.Frame;
        var (received, journaled, taken) = (Time(frame.ReceivedNanos), Time(frame.JournaledNanos), Time(frame.TakenNanos));
        using var whole = _source.StartActivity("message", ActivityKind.Consumer, default(ActivityContext), startTime: received);
        if (whole is null)
        {
            return;
        }

        var device = _registry.Device(followed.Message.Device);
        whole.SetTag("ioc.device", device.Id);
        whole.SetTag("ioc.zone", _registry.Zones[device.Zone].Id);
        whole.SetTag("ioc.event_time", Time(followed.Message.MeasuredAtNanos).ToString("O"));
        whole.SetTag("ioc.values", followed.Message.ValueCount);
        Step("inbox", received, journaled);
        Step("journal", journaled, taken);
        Step("pipeline", taken, followed.DecidedAt);
        if (sentAt is { } sent)
        {
            Step("wall", followed.DecidedAt, sent);
        }

        whole.SetEndTime((sentAt ?? followed.DecidedAt).UtcDateTime);

        void Step(string name, DateTimeOffset from, DateTimeOffset to)
        {
            using var step = _source.StartActivity(name, ActivityKind.Internal, whole.Context, startTime: from);
            step?.SetEndTime((to > from ? to : from).UtcDateTime);
        }
    }

    private static DateTimeOffset Time(long nanos) => DateTimeOffset.UnixEpoch.AddTicks(nanos / 100);

    private sealed record Followed(DeviceMessage Message, FrameTimes Frame, DateTimeOffset DecidedAt, long Version);
}
