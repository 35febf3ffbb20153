using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Ingest.Quarantine;

/// <summary>Drives messages of the quarantine again, through the journal of inputs, so that a replay does it at the same place.</summary>
public interface IRedriveGateway
{
    /// <summary>Returns once all are durable and decoded again, as the decoders and the city in force now say. They keep their arrival: what they
    /// bring counts in the minute in which they came, fills windows and raises no live alert.</summary>
    /// <exception cref="IOException">The journal can not take them now; what is not counted in the quarantine any more was taken.</exception>
    ValueTask<RedriveCounts> RedriveAsync(IReadOnlyList<QuarantinedMessage> messages, CancellationToken cancellation);
}
