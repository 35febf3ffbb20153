namespace SmartCity.Ioc.City.Decoding;

/// <summary>How several places become one number.</summary>
public enum MetricFold
{
    /// <summary>The first that is there.</summary>
    First,
    Count,
    Sum,
}

/// <summary>One number.</summary>
/// <param name="Id">The metric.</param>
/// <param name="Paths">Places to look at, in order.</param>
/// <param name="Unit">In which the sender measures; null for that of the kind. Converted where the kind declares another.</param>
/// <param name="Words">Numbers for words (<c>ON</c> is 1).</param>
public sealed record MetricMapping(
    string Id, IReadOnlyList<FieldPath> Paths, MetricFold Fold, string? Unit, double Scale, double Offset, IReadOnlyDictionary<string, double> Words);
