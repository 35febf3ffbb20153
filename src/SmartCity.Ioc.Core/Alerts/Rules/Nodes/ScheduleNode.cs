using SmartCity.Ioc.Alerts.Conditions;

namespace SmartCity.Ioc.Alerts.Rules.Nodes;

/// <summary>Has no state: the time says it all.</summary>
internal sealed class ScheduleNode(ScheduleCondition condition) : RuleNode
{
    public override bool IsClockDriven => true;

    public override RuleEvidence? Evidence => null;

    public override void Take(in RuleInput input)
    {
    }

    public override long DueAfter(long nowNanos)
    {
        // Summer time, where there is one, makes a boundary come early by an hour; the truth is asked again then.
        nowNanos -= nowNanos % 100;
        var local = Local(nowNanos);
        var today = local.Date;
        var due = long.MaxValue;
        for (var day = 0; day <= 1; day++)
        {
            foreach (var minute in (ReadOnlySpan<int>)[condition.From, condition.To, 0])
            {
                var ahead = today.AddDays(day).AddMinutes(minute) - local;
                if (ahead > TimeSpan.Zero)
                {
                    due = Math.Min(due, nowNanos + (ahead.Ticks * 100));
                }
            }
        }

        return due;
    }

    public override Truth At(long nowNanos)
    {
        var local = Local(nowNanos);
        var minute = (int)local.TimeOfDay.TotalMinutes;
        var today = DateOnly.FromDateTime(local);
        if (condition.To > condition.From)
        {
            return Kleene.Of(minute >= condition.From && minute < condition.To && Has(today));
        }

        // A night belongs to the day on which it begins.
        return Kleene.Of((minute >= condition.From && Has(today)) || (minute < condition.To && Has(today.AddDays(-1))));
    }

    public override string Describe(long nowNanos) => At(nowNanos) == Truth.True ? "within the schedule" : "outside of the schedule";

    public override void Save(BinaryWriter writer)
    {
    }

    public override void Restore(BinaryReader reader)
    {
    }

    private bool Has(DateOnly day) => condition.Calendar.IsHoliday(day)
        ? (condition.Days & ScheduleCondition.Holiday) != 0
        : (condition.Days & (1 << (((int)day.DayOfWeek + 6) % 7))) != 0;

    private DateTime Local(long nanos)
    {
        var utc = DateTime.UnixEpoch.AddTicks(nanos / 100);
        return utc + condition.Calendar.TimeZone.GetUtcOffset(utc);
    }
}
