namespace SmartCity.Ioc.Simulators.Faults.Effects;

internal static class FaultEffects
{
    public static IFaultEffect For(FaultSpec spec) => spec.Kind switch
    {
        FaultKind.Loss => new LossEffect(spec),
        FaultKind.Duplicate => new DuplicateEffect(spec),
        FaultKind.Reorder => new ReorderEffect(spec),
        FaultKind.Delay => new DelayEffect(spec),
        FaultKind.Restart => new RestartEffect(spec),
        FaultKind.Flapping or FaultKind.PowerCut => new LinkEffect(spec),
        FaultKind.Flood => new FloodEffect(spec),
        FaultKind.Corrupt or FaultKind.Oversize => new DamageEffect(spec),
        FaultKind.ClockSkew => new ClockSkewEffect(spec),
        FaultKind.Frozen or FaultKind.StuckCamera => new StandstillEffect(spec),
        FaultKind.Spike or FaultKind.Drift => new ValueEffect(spec),
        _ => throw new ArgumentOutOfRangeException(nameof(spec), spec.Kind, null),
    };
}
