namespace SmartCity.Ioc.Simulators.City;

/// <summary>The values of one message under way; used again for the next.</summary>
internal sealed class Measurement
{
    private readonly List<(string Metric, double Value)> _values = [];

    public IReadOnlyList<(string Metric, double Value)> Values => _values;

    /// <summary>Number plates read in this interval, for the payload's <c>events</c>.</summary>
    public int Plates { get; set; }

    public void Clear()
    {
        _values.Clear();
        Plates = 0;
    }

    public void Set(string metric, double value) => _values.Add((metric, value));

    public bool TryGet(string metric, out double value)
    {
        foreach (var (name, known) in _values)
        {
            if (name == metric)
            {
                value = known;
                return true;
            }
        }

        value = 0;
        return false;
    }
}
