namespace SmartCity.Ioc.Aggregates.Indices;

/// <summary>
/// Vietnam's air quality index by Decision 1459/QĐ-TCMT of 12 November 2019, in effect from that day. Concentrations in µg/m³ throughout,
/// CO included. The break points of the US EPA, often found under this name, are others.
/// </summary>
public static class VnAqi
{
    /// <summary>Hours that a NowCast looks back.</summary>
    public const int NowCastHours = 12;

    private static readonly double[] Indices = [0, 50, 100, 150, 200, 300, 400, 500];
    private static readonly double[] Pm25 = [0, 25, 50, 80, 150, 250, 350, 500];
    private static readonly double[] Pm10 = [0, 50, 150, 250, 350, 420, 500, 600];
    private static readonly double[] So2 = [0, 125, 350, 550, 800, 1600, 2100, 2630];
    private static readonly double[] No2 = [0, 100, 200, 700, 1200, 2350, 3100, 3850];
    private static readonly double[] Co = [0, 10_000, 30_000, 45_000, 60_000, 90_000, 120_000, 150_000];
    private static readonly double[] Ozone1h = [0, 160, 200, 300, 400, 800, 1000, 1200];

    // Above 400 µg/m³ the 8-hour mean says no more; the 1-hour value does.
    private static readonly double[] Ozone8h = [0, 100, 120, 170, 210, 400];

    /// <summary>The index of one pollutant, not rounded, at most 500. For the hour: of dust the <see cref="NowCast"/>, of gases the mean of
    /// the hour. For the day: of dust the mean of 24 hours, of gases the highest hour.</summary>
    public static double Index(VnAqiPollutant pollutant, double concentration) =>
        BreakPoints.Index(
            concentration,
            pollutant switch
            {
                VnAqiPollutant.Pm25 => Pm25,
                VnAqiPollutant.Pm10 => Pm10,
                VnAqiPollutant.So2 => So2,
                VnAqiPollutant.No2 => No2,
                VnAqiPollutant.Co => Co,
                VnAqiPollutant.Ozone1h => Ozone1h,
                VnAqiPollutant.Ozone8h => Ozone8h,
                _ => throw new ArgumentOutOfRangeException(nameof(pollutant)),
            },
            Indices);

    /// <summary>The index as a whole: the worst of its pollutants, rounded. NaN unless PM2.5 or PM10 is among them with a number.</summary>
    public static double Overall(IEnumerable<KeyValuePair<VnAqiPollutant, double>> concentrations)
    {
        ArgumentNullException.ThrowIfNull(concentrations);
        var hasDust = false;
        var worst = double.NaN;
        foreach (var (pollutant, concentration) in concentrations)
        {
            var index = Index(pollutant, concentration);
            if (!double.IsNaN(index))
            {
                hasDust |= pollutant is VnAqiPollutant.Pm25 or VnAqiPollutant.Pm10;
                worst = double.IsNaN(worst) ? index : Math.Max(worst, index);
            }
        }

        return hasDust ? Math.Round(worst, MidpointRounding.AwayFromZero) : double.NaN;
    }

    /// <summary>The weighted mean of the last twelve hours of dust: the steadier the air, the more the older hours count.</summary>
    /// <param name="hours">Hourly means, newest first, at most twelve; NaN for an hour without one.</param>
    /// <returns>NaN unless two of the newest three hours have a number.</returns>
    public static double NowCast(ReadOnlySpan<double> hours)
    {
        hours = hours[..Math.Min(hours.Length, NowCastHours)];
        var (recent, least, most) = (0, double.PositiveInfinity, 0.0);
        for (var i = 0; i < hours.Length; i++)
        {
            if (!double.IsNaN(hours[i]))
            {
                recent += i < 3 ? 1 : 0;
                least = Math.Min(least, hours[i]);
                most = Math.Max(most, hours[i]);
            }
        }

        if (recent < 2)
        {
            return double.NaN;
        }

        var factor = most == 0 ? 1 : Math.Max(0.5, least / most);
        var (sum, weights, weight) = (0.0, 0.0, 1.0);
        foreach (var hour in hours)
        {
            if (!double.IsNaN(hour))
            {
                sum += weight * hour;
                weights += weight;
            }

            weight *= factor;
        }

        return sum / weights;
    }
}
