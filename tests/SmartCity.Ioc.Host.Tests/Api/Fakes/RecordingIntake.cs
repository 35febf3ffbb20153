using System.Collections.Concurrent;
using System.Text;
using SmartCity.Ioc.Host.Api;

namespace SmartCity.Ioc.Host.Tests.Api.Fakes;

internal sealed class RecordingIntake : IReadingsIntake
{
    public bool IsFull { get; set; }

    public ConcurrentQueue<(string Topic, string Payload, bool Historical)> Messages { get; } = new();

    public ValueTask SubmitAsync(string topic, ReadOnlyMemory<byte> payload, bool historical, CancellationToken cancellation)
    {
        if (IsFull)
        {
            throw new IOException("The journal's disk budget is used up.");
        }

        Messages.Enqueue((topic, Encoding.UTF8.GetString(payload.Span), historical));
        return ValueTask.CompletedTask;
    }
}
