namespace SmartCity.Ioc.Ingest.Journaling;

/// <summary>The host's clock in nanoseconds since the Unix epoch. It has steps of 100 ns and may go back; frames may not, and the journal
/// sees to that.</summary>
internal static class HostTime
{
    public static long NowNanos(TimeProvider time) => (time.GetUtcNow().Ticks - DateTimeOffset.UnixEpoch.Ticks) * TimeSpan.NanosecondsPerTick;
}
