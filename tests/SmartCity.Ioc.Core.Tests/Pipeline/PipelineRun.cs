using System.Globalization;
using SmartCity.Ioc.Aggregates;
using SmartCity.Ioc.Alerts.Engine;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Core.Tests.Pipeline;

/// <summary>One message of a script; times in milliseconds after <see cref="PipelineRun.Epoch"/>.</summary>
internal sealed record Say(string Device, long EventMs, long ReceivedMs, ulong? Seq, MessageMarks Marks, params (string Metric, double Value)[] Values);

/// <summary>One frame of the journal: messages at a clock; none of them is a tick.</summary>
internal sealed record Frame(long ClockMs, params Say[] Messages)
{
    /// <summary>A device that is in another zone from this frame on.</summary>
    public (string Device, string Zone)? Move { get; init; }

    /// <summary>A device of which a message in this frame was put aside.</summary>
    public string? Reject { get; init; }
}

/// <summary>Drives a pipeline with frames and writes down, by ids, everything that comes out.</summary>
internal sealed class PipelineRun : IDisposable
{
    /// <summary>2026-06-01T00:00:00Z in milliseconds: seven in the morning in the city.</summary>
    public const long Epoch = 1_780_272_000_000;

    private readonly CityModel _city;
    private readonly PipelineOptions _options;

    private readonly ShardCrew _crew;

    public PipelineRun(CityModel city, PipelineOptions? options = null, int shards = 1)
    {
        (_city, _options) = (city, options ?? new PipelineOptions());
        _crew = new ShardCrew(shards, leastWorth: 1);
        Start();
    }

    public CityRegistry Registry { get; private set; } = null!;

    public CityPipeline Pipeline { get; private set; } = null!;

    public AlertEngine Engine { get; private set; } = null!;

    public Ledger Ledger { get; private set; } = null!;

    /// <summary>What a registry is to be told before a checkpoint is read back, or null.</summary>
    public Action<CityRegistry>? Registering { get; set; }

    /// <summary>Everything that came out, one line each.</summary>
    public List<string> Log { get; private set; } = [];

    public List<WindowAggregate> Windows { get; private set; } = [];

    public List<WindowAggregate> Provisional { get; private set; } = [];

    public List<WindowAggregate> Derived { get; private set; } = [];

    public List<WindowAggregate> QualityWindows { get; private set; } = [];

    public List<HealthChange> Health { get; private set; } = [];

    /// <summary>The last word on each window, by ids; revisions left out.</summary>
    public SortedDictionary<string, string> FinalWindows { get; private set; } = new(StringComparer.Ordinal);

    public static PipelineRun Of(CityModel city, IEnumerable<Frame> frames, PipelineOptions? options = null, int shards = 1)
    {
        var run = new PipelineRun(city, options, shards);
        foreach (var frame in frames)
        {
            run.Feed(frame);
        }

        return run;
    }

    public void Feed(Frame frame)
    {
        if (frame.Move is { } move)
        {
            Place(Find(move.Device), move.Zone);
        }

        if (frame.Reject is { } rejected)
        {
            Ledger.Count(LedgerEntry.Received, Nanos(frame.ClockMs), 1);
            Ledger.Count(LedgerEntry.Quarantined, Nanos(frame.ClockMs), 1);
            Pipeline.OnReject(Find(rejected), QuarantineReason.OutOfRange, Nanos(frame.ClockMs));
        }

        if (frame.Messages.Length == 0)
        {
            Pipeline.OnTick(Nanos(frame.ClockMs));
            return;
        }

        using var batch = new ReadingBatch { ClockNanos = Nanos(frame.ClockMs) };
        foreach (var say in frame.Messages)
        {
            var device = Find(say.Device);
            batch.Begin();
            var content = 17UL;
            foreach (var (metric, value) in say.Values)
            {
                batch.AddValue(Registry.InternMetric(metric), value);
                content = (content * 1_000_003) ^ (ulong)BitConverter.DoubleToInt64Bits(value);
            }

            batch.Commit(device, Nanos(say.EventMs), Nanos(say.ReceivedMs), say.Seq ?? content, say.Marks | (say.Seq is null ? 0 : MessageMarks.HasSequence));
            if ((say.Marks & MessageMarks.Retained) == 0)
            {
                Ledger.Count(LedgerEntry.Received, Nanos(say.ReceivedMs), 1, say.Values.Length);
            }
        }

        Pipeline.OnBatch(batch);
    }

    public byte[] Save()
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream))
        {
            writer.Write(Registry.DeviceCount - _city.Devices.Count);
            for (var i = _city.Devices.Count; i < Registry.DeviceCount; i++)
            {
                writer.Write(Registry.Device(i).Id);
                writer.Write(Registry.Zones[Registry.Device(i).Zone].Id);
            }

            Pipeline.Save(writer);
        }

        return stream.ToArray();
    }

    /// <summary>The process dies and another one, with devices and metrics at other indexes, goes on from the checkpoint.</summary>
    public void Restart(byte[] checkpoint, int logLength)
    {
        Log.RemoveRange(logLength, Log.Count - logLength);
        Start();
        for (var i = _city.Kinds.SelectMany(kind => kind.Metrics).Count(); i > 0; i--)
        {
            Registry.InternMetric($"unused-{i}");
        }

        Registering?.Invoke(Registry);
        using var reader = new BinaryReader(new MemoryStream(checkpoint));
        for (var strangers = reader.ReadInt32(); strangers > 0; strangers--)
        {
            Place(Find(reader.ReadString()), reader.ReadString());
        }

        Pipeline.Restore(reader);
        reader.BaseStream.Position.Should().Be(checkpoint.Length);
    }

    public WindowAggregate Window(string device, string metric, long startMs, int lengthSeconds) =>
        Windows.Last(w => w.Scope == AggregateScope.Device && Registry.Device(w.Owner).Id == device && Registry.MetricName(w.Metric) == metric
            && w.StartNanos == Nanos(startMs) && w.LengthNanos == lengthSeconds * 1_000_000_000L);

    public WindowAggregate Zone(string zone, string metric, long startMs, int lengthSeconds) =>
        Windows.Last(w => w.Scope == AggregateScope.Zone && Registry.Zones[w.Owner].Id == zone && Registry.MetricName(w.Metric) == metric
            && w.StartNanos == Nanos(startMs) && w.LengthNanos == lengthSeconds * 1_000_000_000L);

    public DeviceQuality Quality(string device)
    {
        Registry.TryFindDevice(device, out var index).Should().BeTrue();
        return Pipeline.Quality.Of(index);
    }

    public void Dispose()
    {
        Pipeline.Dispose();
        _crew.Dispose();
    }

    public static long Nanos(long ms) => (Epoch + ms) * 1_000_000;

    // One that the city does not declare registers itself by speaking, in the place and of the kind of the first that it does.
    private int Find(string id) => Registry.TryFindDevice(id, out var device)
        ? device
        : Registry.Register(Registry.Zones[Registry.Device(0).Zone].Id, Registry.Kinds[Registry.Device(0).Kind].Id, id, TimeSpan.FromMinutes(1)).Index;

    private void Place(int device, string zone)
    {
        Registry.Zones.TryGet(zone, out var found).Should().BeTrue();
        Registry.Update(Registry.Device(device) with { Zone = found!.Index });
    }

    private void Start()
    {
        Pipeline?.Dispose();
        Registry = new CityRegistry(_city);
        Ledger = new Ledger();
        Engine = new AlertEngine(Registry, _city.Rules);
        Pipeline = new CityPipeline(Registry, _options, Ledger, Engine, _crew);
        Pipeline.Accepted.Subscribe(batch => LogBatch("reading", batch), Fail);
        Pipeline.Late.Subscribe(batch => LogBatch("late", batch), Fail);
        Pipeline.BackFilled.Subscribe(batch => LogBatch("back-filled", batch), Fail);
        Pipeline.Refills.Subscribe(batch => LogBatch("refill", batch), Fail);
        Pipeline.LastKnown.Subscribe(batch => LogBatch("last-known", batch), Fail);
        Pipeline.Health.Subscribe(
            change =>
            {
                Health.Add(change);
                Log.Add($"health {Registry.Device(change.Device).Id} {change.From} {change.To} {change.AtNanos} {change.Reason}");
            },
            Fail);
        Pipeline.Windows.Subscribe(windows => Note(windows, Windows), Fail);
        Pipeline.Provisional.Subscribe(windows => Note(windows, Provisional), Fail);
        Pipeline.QualityWindows.Subscribe(NoteQuality, Fail);
        Pipeline.DerivedWindows.Subscribe(windows => Note(windows, Derived), Fail);
        Pipeline.DerivedReadings.Subscribe(batch => LogBatch("derived", batch), Fail);
        Pipeline.Alerts.Subscribe(
            transitions => Log.AddRange(transitions.Select(t => $"alert {t.Sequence} {t.Action} {t.Alert.Id} {t.Alert.Zone} {t.AtNanos} {t.EventTimeNanos}")),
            Fail);
    }

    private void LogBatch(string what, ReadingBatch batch)
    {
        foreach (ref readonly var message in batch.Messages)
        {
            var values = batch.ValuesOf(message).ToArray().Select(v => $"{Registry.MetricName(v.Metric)}={Exact(v.Value)}");
            Log.Add($"{what} {Registry.Device(message.Device).Id} {message.MeasuredAtNanos} {string.Join(' ', values)}");
        }
    }

    private void Note(IReadOnlyList<WindowAggregate> windows, List<WindowAggregate> list)
    {
        list.AddRange(windows);
        foreach (var w in windows)
        {
            var owner = w.Scope == AggregateScope.Device ? Registry.Device(w.Owner).Id : Registry.Zones[w.Owner].Id;
            var key = $"{w.Scope} {owner} {Registry.Kinds[w.Kind].Id} {Registry.MetricName(w.Metric)} {w.StartNanos} {w.LengthNanos}";
            var numbers = string.Join(' ', new[]
            {
                w.Count, w.Sum, w.Mean, w.Min, w.Max, w.First, w.Last, w.StandardDeviation, w.P50, w.P95, w.P99, w.Coverage,
            }.Select(Exact));
            Log.Add($"{w.Stage} {w.Revision} {key}: {numbers}");
            if (w.Stage != AggregateStage.Provisional)
            {
                FinalWindows[key] = numbers;
            }
        }
    }

    private void NoteQuality(IReadOnlyList<WindowAggregate> windows)
    {
        QualityWindows.AddRange(windows);
        Log.AddRange(windows.Select(w =>
            $"quality {w.Scope} {(w.Scope == AggregateScope.Device ? Registry.Device(w.Owner).Id : Registry.Zones[w.Owner].Id)} "
            + $"{Registry.Kinds[w.Kind].Id} {Registry.MetricName(w.Metric)} {w.StartNanos}: {Exact(w.Mean)}"));
    }

    private static string Exact(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static void Fail(Exception error) => throw new InvalidOperationException("The pipeline ended.", error);
}
