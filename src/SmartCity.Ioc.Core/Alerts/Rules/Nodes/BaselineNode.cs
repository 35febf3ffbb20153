using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>
/// Learns mean and spread of each hour of the week, one week at a time, and compares with what was learned before. An hour is learned when
/// it is over; what was found unusual in it is learned as just unusual, so that an incident does not become the custom.
/// </summary>
internal sealed class BaselineNode(BaselineCondition condition, int metric, SourceGap gap) : ValueNode(
    condition.Metric, new Limit(Comparison.AtOrAbove, 0, 0), 0, 0, gap)
{
    private const long NanosPerHour = 3_600_000_000_000;

    /// <summary>Older weeks fade: each weighs seven eighths of the one after it.</summary>
    private const int MostWeeks = 8;

    private readonly Slot[] _slots = new Slot[7 * 24];
    private long _hour = long.MinValue;
    private int _slot;
    private double _count;
    private double _sum;
    private double _squares;
    private double _mean;
    private double _spread;

    protected override Limit Shown => condition.Direction == BaselineDirection.Below
        ? new Limit(Comparison.AtOrBelow, _mean - _spread, _mean - _spread)
        : new Limit(Comparison.AtOrAbove, _mean + _spread, _mean + _spread);

    public override void Take(in RuleInput input)
    {
        if (!input.TryValue(metric, out var value) || input.TimeNanos < LastNanos)
        {
            return;
        }

        var hour = input.TimeNanos / NanosPerHour;
        if (hour != _hour)
        {
            Learn();
            (_hour, _slot) = (hour, SlotOf(input.TimeNanos));
        }

        ref readonly var usual = ref _slots[_slot];
        var kept = value;
        if (usual.Weeks < condition.MinWeeks)
        {
            Move(value, Reach.Unknown, input.TimeNanos);
        }
        else
        {
            var deviation = Math.Sqrt(Math.Max(0, usual.Variance));
            _mean = usual.Mean;
            _spread = Math.Max(condition.Deviations * deviation, condition.MinDifference);
            var near = _spread * condition.ClearDeviations / condition.Deviations;
            var away = condition.Direction switch
            {
                BaselineDirection.Above => value - _mean,
                BaselineDirection.Below => _mean - value,
                _ => Math.Abs(value - _mean),
            };
            Move(value, away >= _spread && _spread > 0 ? Reach.Past : away < near || away <= 0 ? Reach.Back : Reach.Between, input.TimeNanos);
            kept = Math.Clamp(value, _mean - _spread, _mean + _spread);
        }

        _count++;
        _sum += kept;
        _squares += kept * kept;
    }

    public override void Save(BinaryWriter writer)
    {
        base.Save(writer);
        foreach (var number in (ReadOnlySpan<double>)[_count, _sum, _squares, _mean, _spread])
        {
            writer.Write(number);
        }

        writer.Write(_hour);
        writer.Write(_slot);
        foreach (var slot in _slots)
        {
            writer.Write((byte)slot.Weeks);
            if (slot.Weeks > 0)
            {
                writer.Write(slot.Mean);
                writer.Write(slot.Variance);
            }
        }
    }

    public override void Restore(BinaryReader reader)
    {
        base.Restore(reader);
        (_count, _sum, _squares, _mean, _spread) =
            (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble());
        _hour = reader.ReadInt64();
        _slot = reader.ReadInt32();
        for (var i = 0; i < _slots.Length; i++)
        {
            var weeks = reader.ReadByte();
            _slots[i] = weeks == 0 ? default : new Slot(weeks, reader.ReadDouble(), reader.ReadDouble());
        }
    }

    private void Learn()
    {
        if (_count > 0)
        {
            var mean = _sum / _count;
            var variance = Math.Max(0, (_squares / _count) - (mean * mean));
            ref var slot = ref _slots[_slot];
            var weeks = Math.Min(slot.Weeks + 1, MostWeeks);
            var weight = 1.0 / weeks;
            var step = mean - slot.Mean;
            slot = new Slot(
                weeks, slot.Mean + (weight * step),
                weeks == 1 ? variance : ((1 - weight) * slot.Variance) + (weight * variance) + (weight * (1 - weight) * step * step));
        }

        (_count, _sum, _squares) = (0, 0, 0);
    }

    private int SlotOf(long nanos)
    {
        var utc = DateTime.UnixEpoch.AddTicks(nanos / 100);
        var local = utc + condition.Calendar.TimeZone.GetUtcOffset(utc);
        var day = condition.Calendar.IsHoliday(DateOnly.FromDateTime(local)) ? DayOfWeek.Sunday : local.DayOfWeek;
        return ((int)day * 24) + local.Hour;
    }

    private record struct Slot(int Weeks, double Mean, double Variance);
}
