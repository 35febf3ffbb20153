using System.Globalization;
using SmartCity.Ioc.Simulators.Output;

namespace SmartCity.Ioc.Simulators.Replay;

/// <summary>Sends a recording at a speed.</summary>
/// <param name="speed">Recorded seconds per second; positive infinity for as fast as the broker takes it.</param>
/// <param name="pause">Holds a paced run.</param>
/// <param name="recordedTime">Whether the messages keep their recorded time; otherwise they happen now.</param>
internal sealed class RecordingPlayer(Recording recording, double speed, bool recordedTime, bool paced, byte qos, PauseSwitch pause, TimeProvider time)
{
    /// <summary>Plays it once. A pass after the first is a later one also for messages that happen now.</summary>
    public async Task PlayAsync(IMessageSink sink, Progress progress, CancellationToken cancellation)
    {
        var events = recording.Events;
        var first = events[0].Turn;
        var length = events[^1].Turn - first;
        var start = time.GetUtcNow();
        var pace = paced && !double.IsInfinity(speed) ? new Pace(time) : null;
        using var payloads = new RecordedPayload();
        foreach (var recorded in events)
        {
            cancellation.ThrowIfCancellationRequested();
            var since = recorded.Turn - first;
            var due = double.IsInfinity(speed) ? TimeSpan.Zero : since / speed;
            if (pace is not null)
            {
                await pace.WaitAsync(due, pause, sink, cancellation).ConfigureAwait(false);
            }

            var at = recordedTime ? recorded.At : pace is null ? time.GetUtcNow() : start + due + pace.Held;
            var payload = payloads.Of(recorded, at);
            await sink.SendAsync(new OutgoingMessage(recorded.Device.Topic, payload, qos, recorded.Retain, recorded.Device.Ordinal), cancellation)
                .ConfigureAwait(false);
            progress.Report(
                sink.Sent, length > TimeSpan.Zero ? since / length : 1, recorded.Turn.ToString("yyyy-MM-dd HH:mm zzz", CultureInfo.InvariantCulture));
        }
    }
}
