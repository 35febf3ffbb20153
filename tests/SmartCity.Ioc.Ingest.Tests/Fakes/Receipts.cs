using SmartCity.Ioc.Mqtt.Intake;

namespace SmartCity.Ioc.Ingest.Fakes;

/// <summary>A connection that remembers what became of its messages.</summary>
internal sealed class Receipts : IReceiptOwner
{
    private readonly Lock _lock = new();
    private readonly List<(ulong Tag, PublishOutcome Outcome)> _completed = [];

    public IReadOnlyList<(ulong Tag, PublishOutcome Outcome)> Completed
    {
        get
        {
            lock (_lock)
            {
                return [.. _completed];
            }
        }
    }

    public void Complete(ulong tag, PublishOutcome outcome)
    {
        lock (_lock)
        {
            _completed.Add((tag, outcome));
        }
    }
}
