namespace SmartCity.Ioc.Push.Streams;

/// <summary>A client's request, checked and brought within bounds.</summary>
/// <param name="ServerEpoch">Another with every start of the server.</param>
/// <param name="Epoch">The epoch in the cursor: the server's, with what the client looks through, since versions seen through another
/// filter say nothing about this one.</param>
/// <param name="AlertsOnly">No ticks and no heart-beats: frames only when an alert changes.</param>
internal sealed record LiveStreamPlan(
    LiveFilter Filter, LiveInclude Include, TimeSpan Period, bool Acks, bool AlertsOnly, string? Cursor, string ServerEpoch, string Epoch);
