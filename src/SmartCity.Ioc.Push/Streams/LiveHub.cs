using Microsoft.AspNetCore.SignalR;
using SmartCity.Ioc.Push.Walls;
using SmartCity.Ioc.Walls;

namespace SmartCity.Ioc.Push.Streams;

/// <summary>The hub of CONTRACT section 4. Nothing is ever broadcast: every client has a stream of its own.</summary>
internal sealed class LiveHub(LiveStreams streams, LiveRequests requests, WallRegister walls) : Hub
{
    private static readonly object StreamsKey = new();

    public override Task OnConnectedAsync()
    {
        Context.Items[StreamsKey] = new StreamsOfConnection();
        return base.OnConnectedAsync();
    }

    public IAsyncEnumerable<LiveFrame> Live(LiveRequest? request, CancellationToken cancellation) =>
        Run(requests.Plan(request, Context.User, streams.Epoch), cancellation);

    public IAsyncEnumerable<LiveFrame> Alerts(AlertsRequest? request, CancellationToken cancellation) =>
        Run(requests.Plan(request, Context.User, streams.Epoch), cancellation);

    /// <summary>The client has painted this frame.</summary>
    public void Ack(string cursor) => OfConnection.Acknowledge(cursor);

    /// <summary>A wall says how it is, so that a dark one is seen from elsewhere, and hears which screen was sent to it.</summary>
    /// <exception cref="HubException">It does not say which wall it is.</exception>
    public WallOrder? Report(WallReport? report)
    {
        if (report is null || walls.Take(report, Context.GetHttpContext()?.Connection.RemoteIpAddress?.ToString()) is not { } wall)
        {
            throw new HubException("A report names its wall in id.");
        }

        OfConnection.CountFor(wall.Sent);
        return wall.Order;
    }

    private StreamsOfConnection OfConnection => (StreamsOfConnection)Context.Items[StreamsKey]!;

    private IAsyncEnumerable<LiveFrame> Run(LiveStreamPlan plan, CancellationToken cancellation) =>
        streams.RunAsync(plan, OfConnection, Context.Abort, cancellation);
}
