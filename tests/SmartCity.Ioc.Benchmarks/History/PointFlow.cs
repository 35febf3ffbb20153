using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.Testing.Cities;

namespace SmartCity.Ioc.Benchmarks.History;

/// <summary>What a pipeline gives out, without one: 10,000 devices with five readings a message, into a journal of outputs. One thread.</summary>
internal sealed class PointFlow : IDisposable
{
    /// <summary>In one commit.</summary>
    public const int BatchPoints = 1000;

    private const int Devices = 10_000;
    private const int Metrics = 5;
    private const long NanosPerBatch = 10_000_000;
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);
    private readonly ReadingBatch _batch = new();
    private readonly Ledger _ledger = new();
    private readonly PointLog _log;
    private readonly int[] _devices;
    private readonly int[] _metrics;
    private long _clock = 1_795_305_600_000_000_000;
    private int _next;

    public PointFlow(string directory)
    {
        Directory.CreateDirectory(directory);
        Journal = FileJournal.Open(new FileJournalOptions { Directory = directory, Name = "outputs", BudgetBytes = 8L << 30 }, NullLogger.Instance);
        var registry = new CityRegistry(SmallCity.Create());
        _devices = [.. Enumerable.Range(0, Devices).Select(i => registry.Register("e1", "air", string.Create(CultureInfo.InvariantCulture, $"air-{i:D6}"), Interval).Index)];
        _metrics = [.. Enumerable.Range(0, Metrics).Select(i => registry.InternMetric($"metric{i}"))];
        _log = new PointLog(Journal, registry, _ledger, new RecoveredOutputs(), writeReadings: true);
    }

    public FileJournal Journal { get; }

    /// <summary>A thousand messages of ten milliseconds.</summary>
    public void Commit()
    {
        _batch.Clear();
        for (var i = 0; i < BatchPoints; i++, _next++)
        {
            _batch.Begin();
            for (var metric = 0; metric < Metrics; metric++)
            {
                _batch.AddValue(_metrics[metric], (_next + metric) % 1000 / 10.0);
            }

            _batch.Commit(_devices[_next % Devices], _clock, _clock, (ulong)_next, MessageMarks.None);
        }

        _ledger.Count(LedgerEntry.Accepted, _clock, BatchPoints, BatchPoints * Metrics);
        _log.AddReadings(_batch);
        _log.Commit(_clock);
        _clock += NanosPerBatch;
    }

    public void Dispose()
    {
        _batch.Dispose();
        Journal.Dispose();
    }
}
