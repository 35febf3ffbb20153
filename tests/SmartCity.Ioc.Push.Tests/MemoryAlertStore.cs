using SmartCity.Ioc.Alerts;

namespace SmartCity.Ioc.Push.Tests;

/// <summary>An alert log in memory; only what the push asks for.</summary>
internal sealed class MemoryAlertStore : IAlertStore
{
    private readonly List<AlertTransition> _log = [];

    public int Reads { get; private set; }

    public long LastSequence => _log.Count == 0 ? 0 : _log[^1].Sequence;

    public void Append(IReadOnlyList<AlertTransition> transitions)
    {
        lock (_log)
        {
            _log.AddRange(transitions.Where(t => t.Sequence > LastSequence));
        }
    }

    public ValueTask<IReadOnlyList<AlertTransition>> SinceAsync(long sequence, int limit, CancellationToken cancellation)
    {
        lock (_log)
        {
            Reads++;
            return ValueTask.FromResult<IReadOnlyList<AlertTransition>>([.. _log.Where(t => t.Sequence > sequence).Take(limit)]);
        }
    }

    public IReadOnlyList<Alert> Open()
    {
        lock (_log)
        {
            return [.. _log.GroupBy(t => t.Alert.Id).Select(g => g.Last().Alert).Where(a => a.IsOpen)];
        }
    }

    public ValueTask<AlertPage> ListAsync(AlertQuery query, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<Alert?> FindAsync(string id, CancellationToken cancellation) => throw new NotSupportedException();

    public ValueTask<IReadOnlyList<AlertTransition>> TimelineAsync(string id, CancellationToken cancellation) =>
        throw new NotSupportedException();
}
