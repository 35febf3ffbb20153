namespace SmartCity.Ioc.Alerts.Conditions;

/// <summary>A limit with its own way back.</summary>
/// <param name="Clear">Back to normal past this to the other side; equal to <paramref name="Threshold"/> for no hysteresis.</param>
public sealed record Limit(Comparison Comparison, double Threshold, double Clear)
{
    /// <summary>Whether the value is past the limit.</summary>
    public bool IsExceededBy(double value) => Comparison switch
    {
        Comparison.AtOrAbove => value >= Threshold,
        Comparison.Above => value > Threshold,
        Comparison.AtOrBelow => value <= Threshold,
        _ => value < Threshold,
    };

    /// <summary>Whether the value is past the clear level to the good side: the exact opposite of exceeding it.</summary>
    public bool IsClearedBy(double value) => Comparison switch
    {
        Comparison.AtOrAbove => value < Clear,
        Comparison.Above => value <= Clear,
        Comparison.AtOrBelow => value > Clear,
        _ => value >= Clear,
    };
}
