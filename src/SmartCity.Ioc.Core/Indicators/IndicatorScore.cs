namespace SmartCity.Ioc.Indicators;

/// <summary>An indicator with what is known of it now.</summary>
/// <param name="Newest">By the time that it is about; null where nothing was ever observed.</param>
/// <param name="Version">Grows with every change on the board.</param>
public sealed record IndicatorScore(IndicatorDefinition Definition, IndicatorObservation? Newest, long Version)
{
    public IndicatorStatus Status => Newest is { } newest ? Definition.StatusOf(newest.Value) : IndicatorStatus.Unknown;

    public bool IsStale(long nowNanos) => Newest is { } newest && nowNanos > Definition.StaleAtNanos(newest.TimeNanos);
}
