using System.Globalization;
using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Aggregates.Indices;

/// <summary>
/// A gauge's alarm levels (báo động I, II, III) and how bulletins word a water level against them. The levels of a station are set by
/// Decision 05/2020/QĐ-TTg (in effect from 15 March 2020), which defines the three of them.
/// </summary>
public sealed class FloodStage
{
    private readonly double[] _levels;

    /// <param name="levels">Metres above the gauge's zero, rising: báo động I, II, III.</param>
    public FloodStage(params ReadOnlySpan<double> levels)
    {
        if (levels.Length != 3 || !(levels[0] < levels[1] && levels[1] < levels[2]))
        {
            throw new ArgumentException("A gauge has three alarm levels, each higher than the one before.", nameof(levels));
        }

        _levels = levels.ToArray();
    }

    /// <returns>The highest alarm level that the water has reached, 0 for none.</returns>
    public int Of(double metres)
    {
        var stage = 0;
        while (stage < _levels.Length && metres >= _levels[stage])
        {
            stage++;
        }

        return stage;
    }

    /// <returns>The level as bulletins put it: <c>trên BĐ2 là 0,71 m</c>, <c>ở mức BĐ1</c>, <c>dưới BĐ1 là 0,20 m</c>.</returns>
    public LocalizedText Describe(double metres)
    {
        var stage = Of(metres);
        var reference = Math.Max(1, stage);
        var difference = Math.Round(metres - _levels[reference - 1], 2, MidpointRounding.AwayFromZero);
        var amount = Math.Abs(difference).ToString("0.00", CultureInfo.InvariantCulture);
        var comma = amount.Replace('.', ',');
        return difference switch
        {
            0 => new LocalizedText($"ở mức BĐ{reference}", $"at alarm level {reference}"),
            > 0 => new LocalizedText($"trên BĐ{reference} là {comma} m", $"{amount} m above alarm level {reference}"),
            _ => new LocalizedText($"dưới BĐ{reference} là {comma} m", $"{amount} m below alarm level {reference}"),
        };
    }

    /// <returns>How fast the level moves, to stand after its description: <c>, đang lên 0,12 m/giờ</c>; empty for NaN.</returns>
    public static LocalizedText DescribeRise(double metresAnHour)
    {
        if (double.IsNaN(metresAnHour))
        {
            return new LocalizedText("", "");
        }

        var rounded = Math.Round(metresAnHour, 2, MidpointRounding.AwayFromZero);
        var amount = Math.Abs(rounded).ToString("0.00", CultureInfo.InvariantCulture);
        var comma = amount.Replace('.', ',');
        return rounded switch
        {
            0 => new LocalizedText(", ít biến đổi", ", steady"),
            > 0 => new LocalizedText($", đang lên {comma} m/giờ", $", rising {amount} m/h"),
            _ => new LocalizedText($", đang xuống {comma} m/giờ", $", falling {amount} m/h"),
        };
    }

    /// <param name="earlierMetres">A level and its time.</param>
    /// <param name="laterMetres">A later one.</param>
    /// <returns>Metres an hour, positive while the water rises; NaN where no time lies between.</returns>
    public static double RiseAnHour(double earlierMetres, long earlierNanos, double laterMetres, long laterNanos) =>
        laterNanos > earlierNanos ? (laterMetres - earlierMetres) / ((laterNanos - earlierNanos) / 3.6e12) : double.NaN;
}
