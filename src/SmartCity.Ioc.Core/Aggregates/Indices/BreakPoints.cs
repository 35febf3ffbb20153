namespace SmartCity.Ioc.Aggregates.Indices;

/// <summary>A piecewise linear scale: concentrations at which an index passes from one band to the next.</summary>
internal static class BreakPoints
{
    /// <summary>Interpolates between the break points on both sides; beyond the last one the index stays there.</summary>
    /// <param name="concentrations">Rising, first 0; as many as there are index values, or fewer where the scale ends early.</param>
    /// <returns>NaN for NaN or a negative concentration.</returns>
    public static double Index(double concentration, ReadOnlySpan<double> concentrations, ReadOnlySpan<double> indices)
    {
        if (!(concentration >= 0))
        {
            return double.NaN;
        }

        for (var i = 1; i < concentrations.Length; i++)
        {
            if (concentration <= concentrations[i])
            {
                var share = (concentration - concentrations[i - 1]) / (concentrations[i] - concentrations[i - 1]);
                return indices[i - 1] + (share * (indices[i] - indices[i - 1]));
            }
        }

        return indices[concentrations.Length - 1];
    }
}
