namespace SmartCity.Ioc.TimeSeries.History;

/// <summary>Adds windows, oldest first, into one longer window. Percentiles can not be added and come out as NaN.</summary>
internal struct WindowMerge
{
    private long _count;
    private long _revision;
    private double _sum;
    private double _mean;
    private double _squares;
    private double _min;
    private double _max;
    private double _first;
    private double _last;
    private double _covered;

    public readonly bool IsEmpty => _count == 0;

    public void Add(in WindowPoint part, long partNanos)
    {
        if (part.Count == 0)
        {
            return;
        }

        // Two groups' squared distances from their common mean: https://doi.org/10.1007/978-3-642-51461-6_3 (Chan, Golub, LeVeque)
        var total = _count + part.Count;
        var apart = part.Mean - _mean;
        var squares = part.StandardDeviation * part.StandardDeviation * part.Count;
        if (_count == 0)
        {
            (_min, _max, _first, _mean, _squares) = (part.Min, part.Max, part.First, part.Mean, squares);
        }
        else
        {
            _min = Math.Min(_min, part.Min);
            _max = Math.Max(_max, part.Max);
            _squares += squares + (apart * apart * ((double)_count * part.Count / total));
            _mean += apart * part.Count / total;
        }

        _last = part.Last;
        _sum += part.Sum;
        _count = total;
        _revision += part.Revision;
        _covered += part.Coverage * partNanos;
    }

    /// <summary>The whole. Its revision is the sum of its parts', so it grows with every correction; coverage is by length of time.</summary>
    public readonly WindowPoint Whole(long startNanos, long lengthNanos) => new(
        startNanos, (int)Math.Min(_revision, int.MaxValue), _count, _sum, _min, _max, _first, _last,
        _min == _max ? 0 : Math.Sqrt(Math.Max(0, _squares) / _count), double.NaN, double.NaN, double.NaN,
        Math.Min(1, _covered / lengthNanos));
}
