namespace SmartCity.Ioc.Aggregates.Packed;

/// <summary>
/// What sensors send are decimals of a few places: 38.25 is 3825 hundredths, and 3825 / 100 is the double that 38.25 is read as. Nothing is
/// rounded: a value for which the division does not give it back is none.
/// </summary>
internal static class Decimals
{
    public const int MostPlaces = 6;

    // Below it, what is a decimal of fewer places is one of the most places too.
    private const double AlwaysInRange = int.MaxValue / 1e6;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6];

    /// <returns>Whether the value is a decimal of so many places, within 31 bits and a sign.</returns>
    public static bool TryUnits(double value, int places, out int units)
    {
        var scaled = Math.Round(value * Powers[places]);
        if (!(Math.Abs(scaled) <= int.MaxValue))
        {
            units = 0;
            return false;
        }

        units = (int)scaled;
        return scaled / Powers[places] == value;
    }

    public static double Value(int units, int places) => units / Powers[places];

    /// <returns>The fewest places that the value has as a decimal; -1 where it is none.</returns>
    public static int PlacesOf(double value)
    {
        if (Math.Abs(value) < AlwaysInRange && !TryUnits(value, MostPlaces, out _))
        {
            return -1;
        }

        for (var places = 0; places <= MostPlaces; places++)
        {
            if (TryUnits(value, places, out _))
            {
                return places;
            }
        }

        return -1;
    }
}
