namespace SmartCity.Ioc.Alerts.Load;

/// <summary>
/// Recognises conditions that come and go. Only their clearing is put off, never a raise: one alert stands instead of ten, and no danger is
/// told later. By event time, so that a device that sends a minute at once is judged by what happened and not by when it arrived.
/// </summary>
internal sealed class Damper
{
    private const long Second = 1_000_000_000;
    private const int Times = 3;
    private const long ChatterSpan = 60 * Second;
    private const long FleetingSpan = 3600 * Second;

    /// <summary>Shorter than an operator needs to look and act.</summary>
    private const long FleetingLength = 15 * Second;

    /// <summary>Longest that anything is remembered; also how long a source must have been quiet to be trusted again.</summary>
    private const long Memory = 3600 * Second;
    private const long PruneEvery = 600 * Second;

    private readonly Dictionary<(string Rule, string Source), Past> _pasts = [];
    private long _prunedAt;

    /// <returns>What became known of the source with this raise; <see cref="Damping.None"/> where nothing new.</returns>
    public Damping OnRaise(string rule, string source, long eventTimeNanos)
    {
        if (!_pasts.TryGetValue((rule, source), out var past) || eventTimeNanos - past.LastNanos > Memory)
        {
            _pasts[(rule, source)] = past = new Past();
        }

        past.LastNanos = Math.Max(past.LastNanos, eventTimeNanos);
        return Note(past, past.Raises, eventTimeNanos, ChatterSpan, Damping.Chattering);
    }

    /// <returns>What became known of the source with this end; <see cref="Damping.None"/> where nothing new.</returns>
    public Damping OnEnd(string rule, string source, long eventTimeNanos) =>
        _pasts.TryGetValue((rule, source), out var past) && eventTimeNanos - past.LastNanos < FleetingLength
            ? Note(past, past.Ends, eventTimeNanos, FleetingSpan, Damping.Fleeting)
            : Damping.None;

    /// <summary>How long the source has to be quiet before its alert clears; 0 for one that is not damped.</summary>
    public long HoldNanos(string rule, string source) => _pasts.TryGetValue((rule, source), out var past)
        ? past.Damping switch { Damping.Chattering => 60 * Second, Damping.Fleeting => 600 * Second, _ => 0 }
        : 0;

    public void OnTick(long clockNanos)
    {
        if (clockNanos - _prunedAt < PruneEvery)
        {
            return;
        }

        _prunedAt = clockNanos;
        foreach (var (key, past) in _pasts)
        {
            if (clockNanos - past.LastNanos > Memory)
            {
                _pasts.Remove(key);
            }
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_prunedAt);
        writer.Write(_pasts.Count);
        foreach (var ((rule, source), past) in _pasts.OrderBy(one => one.Key.Rule, StringComparer.Ordinal).ThenBy(one => one.Key.Source, StringComparer.Ordinal))
        {
            writer.Write(rule);
            writer.Write(source);
            writer.Write((byte)past.Damping);
            writer.Write(past.LastNanos);
            WriteTimes(writer, past.Raises);
            WriteTimes(writer, past.Ends);
        }
    }

    public void Restore(BinaryReader reader)
    {
        _prunedAt = reader.ReadInt64();
        _pasts.Clear();
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            var key = (reader.ReadString(), reader.ReadString());
            var past = new Past { Damping = (Damping)reader.ReadByte(), LastNanos = reader.ReadInt64() };
            ReadTimes(reader, past.Raises);
            ReadTimes(reader, past.Ends);
            _pasts.Add(key, past);
        }
    }

    private static Damping Note(Past past, Queue<long> times, long timeNanos, long span, Damping damping)
    {
        times.Enqueue(timeNanos);
        if (times.Count > Times)
        {
            times.Dequeue();
        }

        if (times.Count < Times || timeNanos - times.Peek() > span || past.Damping != Damping.None)
        {
            return Damping.None;
        }

        past.Damping = damping;
        return damping;
    }

    private static void WriteTimes(BinaryWriter writer, Queue<long> times)
    {
        writer.Write((byte)times.Count);
        foreach (var time in times)
        {
            writer.Write(time);
        }
    }

    private static void ReadTimes(BinaryReader reader, Queue<long> times)
    {
        for (var count = reader.ReadByte(); count > 0; count--)
        {
            times.Enqueue(reader.ReadInt64());
        }
    }

    private sealed class Past
    {
        public Damping Damping { get; set; }

        /// <summary>Event time of the newest raise.</summary>
        public long LastNanos { get; set; }

        /// <summary>The newest <see cref="Times"/> raises.</summary>
        public Queue<long> Raises { get; } = new(Times + 1);

        /// <summary>The newest <see cref="Times"/> ends that came soon after their raise.</summary>
        public Queue<long> Ends { get; } = new(Times + 1);
    }
}
