namespace SmartCity.Ioc.Registry;

/// <summary>What the registry knows of a device beside its place: review, service, maintenance. Immutable.</summary>
/// <param name="Review"><c>approved</c>, <c>rejected</c> or null where nobody looked.</param>
/// <param name="OutOfService">Why it is out of service, or null.</param>
/// <param name="ReplacedBy">The device that stands in its place now.</param>
public sealed record DeviceEntry(
    string Id, string? Review = null, string? OutOfService = null, string? ReplacedBy = null, IReadOnlyList<MaintenanceWindow>? Maintenance = null)
{
    /// <summary>Why the device does not count at a moment; null where it does.</summary>
    public string? ReasonAt(long clockNanos)
    {
        var now = DateTimeOffset.UnixEpoch.AddTicks(clockNanos / TimeSpan.NanosecondsPerTick);
        return OutOfService ?? Maintenance?.FirstOrDefault(window => window.From <= now && now < window.To)?.Reason;
    }

    /// <summary>The next moment at which a window begins or ends; <see cref="long.MaxValue"/> for none.</summary>
    public long NextEdgeNanos(long clockNanos)
    {
        var next = long.MaxValue;
        foreach (var window in Maintenance ?? [])
        {
            foreach (var edge in (ReadOnlySpan<long>)[Nanos(window.From), Nanos(window.To)])
            {
                next = edge > clockNanos ? Math.Min(next, edge) : next;
            }
        }

        return next;
    }

    internal static long Nanos(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
}
