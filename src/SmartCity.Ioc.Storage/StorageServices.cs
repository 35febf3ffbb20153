using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Evidence;
using SmartCity.Ioc.Indicators;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.Storage.Checkpoints;
using SmartCity.Ioc.Storage.Influx;
using SmartCity.Ioc.Storage.Journals;
using SmartCity.Ioc.Storage.Sqlite;
using SmartCity.Ioc.Storage.TimeSeries;
using SmartCity.Ioc.TimeSeries;
using SmartCity.Ioc.TimeSeries.BackFill;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Storage;

public static class StorageServices
{
    /// <summary>
    /// Registers what the server keeps: the journals <see cref="JournalKeys.Inputs"/> and <see cref="JournalKeys.Outputs"/>,
    /// <see cref="ICheckpointStore"/>, <see cref="IPointLog"/>, <see cref="ITimeSeriesStore"/>, <see cref="IAlertStore"/>,
    /// <see cref="IQuarantineStore"/>, <see cref="TimeSeriesWriterStatus"/>, and the services that write and drop history. The composition
    /// root registers <see cref="CityRegistry"/>, <see cref="Ledger"/>, <see cref="PipelineOptions"/>, <see cref="TimeProvider"/> and <see cref="IServerFigures"/>. To be
    /// called before what fills the journals is registered: hosted services stop in reverse, and the writer drains after them.
    /// </summary>
    /// <param name="ioc">The section <c>Ioc</c>; <c>DataDirectory</c>, <c>Journal</c>, <c>TimeSeries</c> and <c>InfluxDb</c> are read from it.</param>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration ioc)
    {
        ArgumentNullException.ThrowIfNull(ioc);
        var data = Path.GetFullPath(ioc["DataDirectory"] is { Length: > 0 } directory ? directory : "data");
        AddOptions<JournalOptions, JournalOptionsValidator>(services, ioc.GetSection("Journal"));
        AddOptions<TimeSeriesOptions, TimeSeriesOptionsValidator>(services, ioc.GetSection("TimeSeries"));
        AddOptions<InfluxDbOptions, InfluxDbOptionsValidator>(services, ioc.GetSection("InfluxDb"));
        services.AddSingleton<IValidateOptions<TimeSeriesOptions>, InfluxDbRequired>();
        AddJournals(services, data);
        AddStores(services, data);
        services.AddSingleton(new RecoveredOutputs(isAwaited: true));
        services.AddSingleton<IPointLog>(p => new PointLog(
            p.GetRequiredKeyedService<IJournal>(JournalKeys.Outputs), p.GetRequiredService<CityRegistry>(), p.GetRequiredService<Ledger>(),
            p.GetRequiredService<RecoveredOutputs>(), Options<TimeSeriesOptions>(p).WriteReadings));
        services.AddSingleton<TimeSeriesWriterStatus>();
        services.AddSingleton<StoredPosition>();
        services.AddSingleton<IRecentPoints>(p => new OutputsTail(
            p.GetRequiredKeyedService<IJournal>(JournalKeys.Outputs), p.GetRequiredService<StoredPosition>(), p.GetRequiredService<TimeProvider>()));
        services.AddHostedService(p => new TimeSeriesWriter(
            p.GetRequiredKeyedService<IJournal>(JournalKeys.Outputs), p.GetRequiredService<ITimeSeriesStore>(), p.GetRequiredService<Ledger>(),
            p.GetRequiredService<RecoveredOutputs>(), p.GetRequiredService<IQuarantineStore>(), Options<TimeSeriesOptions>(p), p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<TimeSeriesWriterStatus>(), p.GetRequiredService<StoredPosition>(), p.GetRequiredService<ILogger<TimeSeriesWriter>>(),
            new BackFillDesk(p.GetRequiredService<CityRegistry>(), p.GetRequiredService<PipelineOptions>(), p.GetRequiredService<ITimeSeriesStore>())));
        services.AddHostedService(p => new RetentionService(
            p.GetRequiredService<ITimeSeriesStore>(), p.GetRequiredService<HeldSpans>(), Options<TimeSeriesOptions>(p), p.GetRequiredService<PipelineOptions>(),
            p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<RetentionService>>()));
        if (ioc["TimeSeries:Store"] == "influxdb")
        {
            services.AddHostedService(p => new ServerFiguresWriter(
                Options<InfluxDbOptions>(p), p.GetRequiredService<IServerFigures>(), p.GetRequiredService<TimeProvider>(), Options<TimeSeriesOptions>(p).KeepLongest));
        }

        return services;
    }

    private static void AddJournals(IServiceCollection services, string data)
    {
        services.AddKeyedSingleton<IJournal>(JournalKeys.Inputs, (p, _) => OpenJournal(p, options => new FileJournalOptions
        {
            Directory = Path.Combine(data, JournalKeys.Inputs),
            Name = JournalKeys.Inputs,
            SegmentBytes = options.SegmentBytes,
            KeepSpan = options.Keep,
            BudgetBytes = options.InputsBytes,
            WhenFull = BudgetPolicy.Refuse,
            Readers = [JournalKeys.PipelineReader],
        }));

        services.AddKeyedSingleton<IJournalArchive>(JournalKeys.Inputs, new ArchivedJournal(Path.Combine(data, JournalKeys.Inputs)));

        // The outputs can be made again from the inputs, so nothing of them is kept for its own sake.
        services.AddKeyedSingleton<IJournal>(JournalKeys.Outputs, (p, _) => OpenJournal(p, options => new FileJournalOptions
        {
            Directory = Path.Combine(data, JournalKeys.Outputs),
            Name = JournalKeys.Outputs,
            SegmentBytes = options.SegmentBytes,
            KeepSpan = TimeSpan.Zero,
            BudgetBytes = options.OutputsBytes,
            WhenFull = BudgetPolicy.GiveUpOldest,
            Readers = [TimeSeriesWriter.ReaderName, JournalKeys.PipelineReader],
        }));
    }

    private static void AddStores(IServiceCollection services, string data)
    {
        services.AddSingleton<ICheckpointStore>(p => new FileCheckpointStore(
            Path.Combine(data, "checkpoints"), p.GetRequiredService<ILogger<FileCheckpointStore>>()));
        services.AddSingleton<ITimeSeriesStore>(p => Options<TimeSeriesOptions>(p).Store == "influxdb"
            ? new InfluxTimeSeriesStore(Options<InfluxDbOptions>(p), KindOf(p.GetRequiredService<CityRegistry>()), p.GetRequiredService<ILogger<InfluxTimeSeriesStore>>(),
                keep: Options<TimeSeriesOptions>(p).KeepLongest)
            : new SqliteTimeSeriesStore(
                Path.Combine(data, "history.db"), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<SqliteTimeSeriesStore>>()));
        services.AddSingleton<IAlertStore>(p => new SqliteAlertStore(
            Path.Combine(data, "alerts.db"), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<SqliteAlertStore>>()));
        services.AddSingleton<IEvidenceStore>(p => new SqliteEvidenceStore(
            Path.Combine(data, "evidence.db"), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<SqliteEvidenceStore>>()));
        services.AddSingleton<HeldSpans>();
        services.AddSingleton<IIndicatorStore>(p => new SqliteIndicatorStore(
            Path.Combine(data, "indicators.db"), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<SqliteIndicatorStore>>()));
        services.AddSingleton<IndicatorBoard>();
        services.AddSingleton<IWallStore>(p => new SqliteWallStore(
            Path.Combine(data, "walls.db"), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<SqliteWallStore>>()));
        services.AddSingleton<IQuarantineStore>(p => new SqliteQuarantineStore(
            Path.Combine(data, "quarantine.db"), p.GetRequiredService<TimeProvider>(), p.GetRequiredService<ILogger<SqliteQuarantineStore>>()));
    }

    private static Func<string, string?> KindOf(CityRegistry registry) => device =>
        registry.TryFindDevice(device, out var index) ? registry.Kinds[registry.Device(index).Kind].Id : null;

    private static FileJournal OpenJournal(IServiceProvider provider, Func<JournalOptions, FileJournalOptions> options) =>
        FileJournal.Open(options(Options<JournalOptions>(provider)), provider.GetRequiredService<ILogger<FileJournal>>());

    private static T Options<T>(IServiceProvider provider)
        where T : class => provider.GetRequiredService<IOptions<T>>().Value;

    private static void AddOptions<TOptions, TValidator>(IServiceCollection services, IConfigurationSection section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        services.AddOptions<TOptions>().Bind(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
    }
}
