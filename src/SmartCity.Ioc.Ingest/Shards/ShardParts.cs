using SmartCity.Ioc.Ingest.Topics;
using SmartCity.Ioc.Journals;
using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Quality;
using SmartCity.Ioc.Readings;
using SmartCity.Ioc.TimeSeries;

namespace SmartCity.Ioc.Ingest.Shards;

/// <summary>What a shard works with; the rooms below make it.</summary>
internal sealed record ShardParts
{
    public required IJournal Inputs { get; init; }

    public required ICheckpointStore Checkpoints { get; init; }

    public required IPointLog Points { get; init; }

    public required CityRegistry Registry { get; init; }

    public required ICityPipeline Pipeline { get; init; }

    public required ClockSource Clock { get; init; }

    /// <summary>The shards, and which of them does the work of which device; null where the loop's thread does all.</summary>
    public ShardCrew? Crew { get; init; }

    public ShardMap? Map { get; init; }

    public required Ledger Ledger { get; init; }

    public required IQuarantineStore Quarantine { get; init; }

    /// <summary>In the order in which they are called.</summary>
    public required IReadOnlyList<IShardOutput> Outputs { get; init; }

    /// <summary>Which topics the inbox takes; follows the decoders in force.</summary>
    public TopicScope Scope { get; init; } = new();
}
