using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using SmartCity.Ioc.Alerts;
using SmartCity.Ioc.Alerts.Rehearsal;
using SmartCity.Ioc.Commands;
using SmartCity.Ioc.Ingest.Foreign;
using SmartCity.Ioc.Ingest.Inbox;
using SmartCity.Ioc.Ingest.Overload;
using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Ingest.Rehearsal;
using SmartCity.Ioc.Ingest.Shards;
using SmartCity.Ioc.Ingest.Topics;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Mqtt.Intake;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Ingest;

public static class IngestServices
{
    /// <summary>
    /// Registers the way in: <see cref="InputInbox"/> (as <see cref="IPublishIntake"/> too), <see cref="ICommandGateway"/>,
    /// <see cref="IngestStatus"/> and the service that runs the threads. The composition root registers what they work with:
    /// <see cref="CityRegistry"/>, <see cref="PipelineOptions"/>, <see cref="ICityPipeline"/>, <see cref="Ledger"/>, the journal
    /// <see cref="JournalKeys.Inputs"/> with its <see cref="IJournalArchive"/>, <see cref="ICheckpointStore"/>, <see cref="IPointLog"/>, <see cref="IQuarantineStore"/> and, in the
    /// order in which they are to be called, every <see cref="IShardOutput"/>; where there are more shards than one, <see cref="ShardCrew"/>
    /// and <see cref="ShardMap"/>; where rules decide what goes last under load, <see cref="IAlertEngine"/>.
    /// </summary>
    /// <param name="ioc">The section <c>Ioc</c>; <c>Ingest</c> and <c>Registry</c> are read from it.</param>
    public static IServiceCollection AddIngest(this IServiceCollection services, IConfiguration ioc)
    {
        ArgumentNullException.ThrowIfNull(ioc);
        AddOptions<IngestOptions, IngestOptionsValidator>(services, ioc.GetSection("Ingest"));
        AddOptions<RegistrationOptions, RegistrationOptionsValidator>(services, ioc.GetSection("Registry"));
        services.AddMetrics();
        services.AddSingleton(p => new IngestMetrics(p.GetRequiredService<IMeterFactory>(), p.GetRequiredService<IngestStatus>()));
        services.AddSingleton<IngestStatus>();
        services.AddSingleton<TopicScope>();
        services.AddSingleton(p =>
        {
            var options = p.GetRequiredService<IOptions<IngestOptions>>().Value;
            var metrics = p.GetRequiredService<IngestMetrics>();
            var inbox = new InputInbox(
                options.Buffers, options.BufferBytes, metrics, p.GetRequiredService<TopicScope>(), p.GetRequiredService<TimeProvider>(),
                p.GetRequiredService<LoadGate>());
            metrics.Watch(inbox);
            return inbox;
        });
        services.AddSingleton(p => new LoadGate(p.GetRequiredService<CityRegistry>().City.Kinds));
        services.AddSingleton(p => new LoadWatch(
            p.GetRequiredService<InputInbox>(), p.GetRequiredService<LoadGate>(), p.GetRequiredService<CityRegistry>().City.Kinds,
            p.GetService<IAlertEngine>()?.Rules, p.GetRequiredService<IOptions<IngestOptions>>().Value,
            p.GetRequiredService<PipelineOptions>().Clock, p.GetRequiredService<TimeProvider>(), p.GetRequiredService<IngestStatus>(), p.GetRequiredService<IngestMetrics>(), p.GetRequiredService<ILogger<LoadWatch>>()));
        services.AddSingleton<IPublishIntake>(p => p.GetRequiredService<InputInbox>());
        services.AddSingleton<ICommandGateway>(p => new CommandGateway(p.GetRequiredService<InputInbox>()));
        services.AddSingleton<IDecoderGateway>(p => new DecoderGateway(p.GetRequiredService<InputInbox>(), p.GetRequiredService<TopicScope>()));
        services.AddSingleton<IRedriveGateway>(p => new RedriveGateway(p.GetRequiredService<InputInbox>()));
        services.AddSingleton(p => new ShardParts
        {
            Inputs = p.GetRequiredKeyedService<IJournal>(JournalKeys.Inputs),
            Checkpoints = p.GetRequiredService<ICheckpointStore>(),
            Points = p.GetRequiredService<IPointLog>(),
            Registry = p.GetRequiredService<CityRegistry>(),
            Pipeline = p.GetRequiredService<ICityPipeline>(),
            Clock = p.GetRequiredService<PipelineOptions>().Clock,
            Crew = p.GetService<ShardCrew>(),
            Map = p.GetService<ShardMap>(),
            Ledger = p.GetRequiredService<Ledger>(),
            Quarantine = p.GetRequiredService<IQuarantineStore>(),
            Outputs = [.. p.GetServices<IShardOutput>()],
            Scope = p.GetRequiredService<TopicScope>(),
        });
        services.AddSingleton<IRecordedInputs>(p => new JournalInputs(
            p.GetRequiredKeyedService<IJournalArchive>(JournalKeys.Inputs), p.GetRequiredService<CityRegistry>().City,
            p.GetRequiredService<IOptions<RegistrationOptions>>().Value, p.GetRequiredService<PipelineOptions>().Clock));
        services.AddHostedService<IngestService>();
        return services;
    }

    private static void AddOptions<TOptions, TValidator>(IServiceCollection services, IConfigurationSection section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        services.AddOptions<TOptions>().Bind(section, binder => binder.ErrorOnUnknownConfiguration = true).ValidateOnStart();
    }
}
