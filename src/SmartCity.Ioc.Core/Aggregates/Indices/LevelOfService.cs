namespace SmartCity.Ioc.Aggregates.Indices;

/// <summary>
/// Level of service of an urban street from the speed that drivers reach, after the Highway Capacity Manual 2010, exhibit 17-2: travel
/// speed as a share of the free-flow speed.
/// </summary>
public static class LevelOfService
{
    /// <param name="speed">Mean travel speed.</param>
    /// <param name="freeFlowSpeed">Speed with the street empty, in the same unit, above 0.</param>
    /// <returns><c>A</c> (free) to <c>F</c> (jammed).</returns>
    public static char Grade(double speed, double freeFlowSpeed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(freeFlowSpeed);
        return (speed / freeFlowSpeed) switch
        {
            > 0.85 => 'A',
            > 0.67 => 'B',
            > 0.50 => 'C',
            > 0.40 => 'D',
            > 0.30 => 'E',
            _ => 'F',
        };
    }
}
