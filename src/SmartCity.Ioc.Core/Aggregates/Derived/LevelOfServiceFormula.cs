using SmartCity.Ioc.Aggregates.Indices;
using SmartCity.Ioc.Readings;

namespace SmartCity.Ioc.Aggregates.Derived;

/// <param name="freeFlow">By device, of the declared ones that say it.</param>
/// <param name="usual">For all others; 0 for none.</param>
internal sealed class LevelOfServiceFormula(int metric, int speed, IReadOnlyDictionary<int, double> freeFlow, double usual) : MessageFormula(metric)
{
    private static readonly string[] Grades = ["A", "B", "C", "D", "E", "F"];

    public override double Of(int device, ReadOnlySpan<MetricValue> values, out string? text)
    {
        text = null;
        var given = Value(values, speed);
        var free = freeFlow.TryGetValue(device, out var own) ? own : usual;
        if (double.IsNaN(given) || free <= 0)
        {
            return double.NaN;
        }

        var grade = LevelOfService.Grade(given, free) - 'A';
        text = Grades[grade];
        return grade + 1;
    }
}
