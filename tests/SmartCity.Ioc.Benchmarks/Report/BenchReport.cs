namespace SmartCity.Ioc.Benchmarks.Report;

/// <summary>Everything that one run has found.</summary>
internal sealed class BenchReport(Machine machine)
{
    private readonly List<Measurement> _measurements = [];
    private readonly List<SkippedRun> _skipped = [];

    public Machine Machine => machine;

    /// <summary>Groups in the order in which they came, in each its yardsticks first.</summary>
    public IReadOnlyList<Measurement> Measurements =>
        [.. _measurements.GroupBy(m => m.Group).SelectMany(group => group.OrderBy(m => m.IsYardstick ? 0 : 1))];

    public IReadOnlyList<SkippedRun> Skipped => _skipped;

    /// <summary>Nothing over its budget, nothing failed.</summary>
    public bool IsGood => !_measurements.Exists(m => m.IsOverBudget) && !_skipped.Exists(s => s.IsFailure);

    public Measurement Add(Measurement measurement)
    {
        _measurements.Add(measurement);
        return measurement;
    }

    public void Skip(string name, string reason) => _skipped.Add(new SkippedRun(name, reason, IsFailure: false));

    public void Fail(string name, string reason) => _skipped.Add(new SkippedRun(name, reason, IsFailure: true));

    public Measurement? Find(string group, string name) => _measurements.Find(m => m.Group == group && m.Name == name);
}
