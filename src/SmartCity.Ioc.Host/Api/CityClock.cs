using SmartCity.Ioc.Pipeline;
using SmartCity.Ioc.Push.State;

namespace SmartCity.Ioc.Host.Api;

/// <summary>The time that the city lives in: the host's, or a recording's.</summary>
internal sealed class CityClock(PipelineOptions pipeline, LiveTable table, TimeProvider time)
{
    public bool RunsOnData => pipeline.Clock == ClockSource.Data;

    public DateTimeOffset Now => RunsOnData && table.ClockNanos > 0 ? ApiTime.FromNanos(table.ClockNanos) : time.GetUtcNow();
}
