using System.Text;
using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Ingest.Foreign;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Topics;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Ingest.Rehearsal;

/// <summary>
/// The journal of inputs into rehearsals: each message decoded as it was live, at the time of its frame. Operators' commands are passed over,
/// and so is what was driven again out of the quarantine, which raises nothing. Any thread.
/// </summary>
/// <remarks>On the data's time (<see cref="ClockSource.Data"/>) a message's time is its event time, and no clock can be judged.</remarks>
public sealed class JournalInputs(IJournalArchive archive, CityModel city, RegistrationOptions registration, ClockSource clock) : IRecordedInputs
{
    public long? OldestNanos()
    {
        if (clock == ClockSource.Host)
        {
            return archive.OldestNanos();
        }

        long? oldest = null;
        using var bench = Bench();
        bench.Decoded = batch => oldest = batch.Messages[0].MeasuredAtNanos;
        foreach (var frame in archive.ReadFrom(long.MinValue))
        {
            Decode(bench, frame);
            if (oldest is not null)
            {
                break;
            }
        }

        return oldest;
    }

    public void Feed(
        IReadOnlyList<RehearsalRun> runs, IReadOnlySet<string>? devices, long fromNanos, long toNanos, long measuredFromNanos,
        Action<string, string, long, double>? seen, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(runs);
        var isLive = clock == ClockSource.Host;
        using var bench = Bench();
        using var messages = new DecodedMessages(bench.Registry, runs, devices) { Seen = seen };
        var wanted = devices is null ? null : Names(devices);
        var now = fromNanos;
        bench.Rejected = (device, reason) => messages.Reject(device, reason, now);
        bench.Decoded = batch =>
        {
            foreach (ref readonly var message in batch.Messages)
            {
                now = isLive ? now : Math.Max(now, message.MeasuredAtNanos);
            }

            if (now < toNanos)
            {
                messages.Feed(batch, now, measuredFromNanos, isLive);
            }
        };
        foreach (var frame in archive.ReadFrom(isLive ? fromNanos : long.MinValue))
        {
            cancellation.ThrowIfCancellationRequested();
            now = isLive ? Math.Max(now, frame.TimeNanos) : now;
            if (now >= toNanos)
            {
                break;
            }

            if (isLive)
            {
                Advance(runs, now);
            }

            if (wanted is null || frame.Kind != FrameKind.Messages || IsAnyOf(frame.Body.Span, wanted))
            {
                Decode(bench, frame);
            }
        }

        if (toNanos != long.MaxValue)
        {
            Advance(runs, toNanos);
        }
    }

    // The decoders that are in force where the journal begins may have come with a frame that is gone.
    private DecoderBench Bench()
    {
        var bench = new DecoderBench(city, registration, clock);
        bench.PutInForce(city.Decoders.Text);
        return bench;
    }

    private static Utf8InternTable Names(IReadOnlySet<string> devices)
    {
        var names = new Utf8InternTable();
        foreach (var device in devices)
        {
            names.GetOrAdd(device);
        }

        return names;
    }

    // Why one of ten thousand devices raised an alert is asked of an hour of them all: frames that do not name it are not decoded. Whom a
    // foreign message is of only its decoder knows.
    private static bool IsAnyOf(ReadOnlySpan<byte> body, Utf8InternTable wanted)
    {
        var reader = new MessageFrameReader(body);
        while (reader.TryRead(out var message))
        {
            if (!TopicParts.TryParse(message.Topic, out var parts) || wanted.TryFind(parts.Device, out _))
            {
                return true;
            }
        }

        return false;
    }

    private static void Decode(DecoderBench bench, in JournalFrame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Messages:
                bench.Decode(frame);
                break;
            case FrameKind.Decoders:
                bench.PutInForce(Encoding.UTF8.GetString(frame.Body.Span));
                break;
            default:
                break;
        }
    }

    private static void Advance(IReadOnlyList<RehearsalRun> runs, long nanos)
    {
        foreach (var run in runs)
        {
            run.AdvanceTo(nanos);
        }
    }
}
