using System.Runtime.InteropServices;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>
/// The readings of a sliding window, oldest first. Up to <see cref="Exact"/> of them are kept as they are; where there are more, readings
/// within a sixtieth of the window are kept together, so that a window of a day costs no more than one of a minute: some 128 entries.
/// </summary>
internal sealed class Samples(long spanNanos)
{
    private const int Exact = 64;

    private readonly List<Sample> _samples = [];

    public int Entries => _samples.Count;

    public Sample Oldest => _samples[0];

    public Sample Newest => _samples[^1];

    /// <summary>Adds a reading where its time belongs.</summary>
    /// <returns>False where it is older than the window.</returns>
    public bool Add(long timeNanos, double value, double weight = 1)
    {
        if (_samples.Count > 0 && timeNanos <= Newest.TimeNanos - spanNanos)
        {
            return false;
        }

        var at = _samples.Count;
        while (at > 0 && _samples[at - 1].TimeNanos > timeNanos)
        {
            at--;
        }

        var grain = Math.Max(1, spanNanos / 60);
        if (_samples.Count >= Exact && at > 0 && _samples[at - 1].FirstNanos / grain == timeNanos / grain)
        {
            _samples[at - 1] = _samples[at - 1].With(timeNanos, value, weight);
        }
        else
        {
            _samples.Insert(at, new Sample(timeNanos, timeNanos, value, value * weight, weight, value, value));
        }

        Expire(Newest.TimeNanos);
        return true;
    }

    /// <summary>Forgets what lies a whole window or more before a time.</summary>
    public void Expire(long nowNanos)
    {
        var gone = 0;
        while (gone < _samples.Count && _samples[gone].TimeNanos <= nowNanos - spanNanos)
        {
            gone++;
        }

        _samples.RemoveRange(0, gone);
    }

    /// <summary>The whole window in one.</summary>
    public Sample Total()
    {
        var (sum, count, min, max) = (0.0, 0.0, double.PositiveInfinity, double.NegativeInfinity);
        foreach (ref readonly var sample in CollectionsMarshal.AsSpan(_samples))
        {
            sum += sample.Sum;
            count += sample.Count;
            min = Math.Min(min, sample.Min);
            max = Math.Max(max, sample.Max);
        }

        return new Sample(0, 0, 0, sum, count, min, max);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_samples.Count);
        foreach (var sample in _samples)
        {
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
        _samples.Clear();
        for (var left = reader.ReadInt32(); left > 0; left--)
        {
            _samples.Add(new Sample(
                reader.ReadInt64(), reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(),
                reader.ReadDouble()));
        }
    }

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
