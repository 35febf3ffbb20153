using SmartCity.Ioc.Ingest.Quarantine;
using SmartCity.Ioc.Quality;

namespace SmartCity.Ioc.Host.Tests.Api.Fakes;

/// <summary>Accepts everything and remembers what it was given.</summary>
internal sealed class CountingRedrive : IRedriveGateway
{
    public List<string> Topics { get; } = [];

    public ValueTask<RedriveCounts> RedriveAsync(IReadOnlyList<QuarantinedMessage> messages, CancellationToken cancellation)
    {
        Topics.AddRange(messages.Select(m => m.Topic));
        return ValueTask.FromResult(new RedriveCounts(messages.Count, messages.Count, 0, 0));
    }
}
