using SmartCity.Ioc.Alerts.Rehearsal;

namespace SmartCity.Ioc.Host.Tests.Api.Fakes;

/// <summary>A server whose journal has nothing of the past.</summary>
internal sealed class NoRecordedInputs : IRecordedInputs
{
    public long? OldestNanos() => null;

    public void Feed(
        IReadOnlyList<RehearsalRun> runs, IReadOnlySet<string>? devices, long fromNanos, long toNanos, long measuredFromNanos,
        Action<string, string, long, double>? seen, CancellationToken cancellation) => throw new NotSupportedException("Nothing is recorded.");
}
