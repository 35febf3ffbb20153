namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>
/// The readings of a sliding window, oldest first. Up to <see cref="Exact"/> of them are kept as they are; where there are more, readings
/// within a sixtieth of the window are kept together, so that a window of a day costs no more than one of a minute: some 128 entries.
/// </summary>
internal sealed class Samples(long spanNanos)
{
    private const int Exact = 64;

    private const int LeastRoom = 4;

    // A ring: the oldest goes with every new one, and nothing is moved for it. What a window is asked for at each message lies together, apart from
    // the rest: a mean of sixty readings is read from 1 KB of memory and not from 3.
    private long[] _times = [];
    private double[] _sums = [];
    private double[] _counts = [];
    private Rest[] _rests = [];
    private int _head;

    public int Entries { get; private set; }

    public Sample Oldest => this[0];

    public Sample Newest => this[Entries - 1];

    private Sample this[int number]
    {
        get
        {
            var at = At(number);
            ref readonly var rest = ref _rests[at];
            return new Sample(rest.FirstNanos, _times[at], rest.First, _sums[at], _counts[at], rest.Min, rest.Max);
        }
    }

    /// <summary>Adds a reading where its time belongs.</summary>
    /// <returns>False where it is older than the window.</returns>
    public bool Add(long timeNanos, double value, double weight = 1)
    {
        var newestNanos = Entries > 0 ? _times[At(Entries - 1)] : timeNanos;
        if (timeNanos <= newestNanos - spanNanos)
        {
            return false;
        }

        var number = Entries;
        while (number > 0 && _times[At(number - 1)] > timeNanos)
        {
            number--;
        }

        var grain = Math.Max(1, spanNanos / 60);
        if (Entries >= Exact && number > 0 && _rests[At(number - 1)].FirstNanos / grain == timeNanos / grain)
        {
            Put(At(number - 1), this[number - 1].With(timeNanos, value, weight));
            Expire(Math.Max(newestNanos, timeNanos));
            return true;
        }

        // What is over makes room first.
        var before = Entries;
        Expire(Math.Max(newestNanos, timeNanos));
        Insert(number - (before - Entries), new Sample(timeNanos, timeNanos, value, value * weight, weight, value, value));
        return true;
    }

    /// <summary>Forgets what lies a whole window or more before a time.</summary>
    public void Expire(long nowNanos)
    {
        while (Entries > 0 && _times[_head] <= nowNanos - spanNanos)
        {
            _head = _head + 1 == _times.Length ? 0 : _head + 1;
            Entries--;
        }
    }

    /// <summary>The whole window's sum and count.</summary>
    public (double Sum, double Count) Total()
    {
        var (sum, count) = (0.0, 0.0);
        var toEnd = Math.Min(Entries, _times.Length - _head);
        for (var at = _head; at < _head + toEnd; at++)
        {
            sum += _sums[at];
            count += _counts[at];
        }

        for (var at = 0; at < Entries - toEnd; at++)
        {
            sum += _sums[at];
            count += _counts[at];
        }

        return (sum, count);
    }

    /// <summary>The window's smallest value.</summary>
    public double Min()
    {
        var min = double.PositiveInfinity;
        for (var number = 0; number < Entries; number++)
        {
            min = Math.Min(min, _rests[At(number)].Min);
        }

        return min;
    }

    /// <summary>The window's largest value.</summary>
    public double Max()
    {
        var max = double.NegativeInfinity;
        for (var number = 0; number < Entries; number++)
        {
            max = Math.Max(max, _rests[At(number)].Max);
        }

        return max;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Entries);
        for (var number = 0; number < Entries; number++)
        {
            var sample = this[number];
            writer.Write(sample.FirstNanos);
            writer.Write(sample.TimeNanos);
            writer.Write(sample.First);
            writer.Write(sample.Sum);
            writer.Write(sample.Count);
            writer.Write(sample.Min);
            writer.Write(sample.Max);
        }
    }

    public void Restore(BinaryReader reader)
    {
        (_head, Entries) = (0, 0);
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            Insert(Entries, new Sample(
                reader.ReadInt64(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(),
                reader.ReadDouble()));
        }
    }

    private int At(int number)
    {
        var at = _head + number;
        return at < _times.Length ? at : at - _times.Length;
    }

    private void Put(int at, in Sample sample)
    {
        (_times[at], _sums[at], _counts[at]) = (sample.TimeNanos, sample.Sum, sample.Count);
        _rests[at] = new Rest(sample.FirstNanos, sample.First, sample.Min, sample.Max);
    }

    private void Insert(int number, in Sample sample)
    {
        if (Entries == _times.Length)
        {
            Grow(Math.Max(LeastRoom, Entries + (Entries / 2)));
        }

        Entries++;
        for (var i = Entries - 1; i > number; i--)
        {
            Put(At(i), this[i - 1]);
        }

        Put(At(number), sample);
    }

    private void Grow(int room)
    {
        var samples = new Sample[Entries];
        for (var number = 0; number < samples.Length; number++)
        {
            samples[number] = this[number];
        }

        (_times, _sums, _counts, _rests, _head) = (new long[room], new double[room], new double[room], new Rest[room], 0);
        for (var number = 0; number < samples.Length; number++)
        {
            Put(number, samples[number]);
        }
    }

    /// <param name="FirstNanos">Of the first reading in it.</param>
    /// <param name="First">The first reading's value.</param>
    private readonly record struct Rest(long FirstNanos, double First, double Min, double Max);

    /// <param name="FirstNanos">Of the first reading in it.</param>
    /// <param name="TimeNanos">Of the last one.</param>
    /// <param name="First">The first reading's value.</param>
    internal readonly record struct Sample(long FirstNanos, long TimeNanos, double First, double Sum, double Count, double Min, double Max)
    {
        public Sample With(long timeNanos, double value, double weight) => this with
        {
            TimeNanos = Math.Max(TimeNanos, timeNanos),
            Sum = Sum + (value * weight),
            Count = Count + weight,
            Min = Math.Min(Min, value),
            Max = Math.Max(Max, value),
        };
    }
}
