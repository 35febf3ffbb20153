using SmartCity.Ioc.Aggregates.Indices;

namespace SmartCity.Ioc.Aggregates.Derived;

/// <summary>The hourly means of one air station, of the newest 32 hours: a NowCast looks back 12, a day has up to 25. In µg/m³.</summary>
internal sealed class AirHours
{
    public const int Kept = 32;
    public const int Roles = 6;

    /// <summary>Of a day's hours this share must have a mean of dust for the day to have one (QCVN 05:2023/BTNMT).</summary>
    private const double LeastShare = 0.75;

    private const int OzoneHours = 8;

    private static readonly VnAqiPollutant[] Hourly =
    [
        VnAqiPollutant.Pm25, VnAqiPollutant.Pm10, VnAqiPollutant.So2, VnAqiPollutant.No2, VnAqiPollutant.Co, VnAqiPollutant.Ozone1h,
    ];

    private readonly long[] _hours = new long[Kept];
    private readonly double[] _means = new double[Kept * Roles];

    // What was given out, and how often it was corrected.
    private readonly double[] _given = new double[Kept];
    private readonly int[] _revisions = new int[Kept];

    public AirHours()
    {
        Array.Fill(_hours, long.MinValue);
    }

    /// <summary>The newest hour with a mean, in hours since the Unix epoch.</summary>
    public long Newest { get; private set; } = long.MinValue;

    public double GivenDay { get; set; } = double.NaN;

    public long GivenDayNanos { get; set; } = long.MinValue;

    public int DayRevision { get; set; }

    public ref double Given(long hour) => ref _given[At(hour)];

    public ref int Revision(long hour) => ref _revisions[At(hour)];

    /// <returns>False for an hour that is not kept any more.</returns>
    public bool Set(long hour, int role, double mean)
    {
        if (Newest != long.MinValue && hour <= Newest - Kept)
        {
            return false;
        }

        Newest = Math.Max(Newest, hour);
        var at = At(hour);
        if (_hours[at] != hour)
        {
            _hours[at] = hour;
            _means.AsSpan(at * Roles, Roles).Fill(double.NaN);
            _given[at] = double.NaN;
            _revisions[at] = 0;
        }

        _means[(at * Roles) + role] = mean;
        return true;
    }

    public bool Has(long hour) => _hours[At(hour)] == hour;

    /// <returns>The index of the hour: of dust the NowCast, of gases the hour's mean; NaN without dust.</returns>
    public double Hour(long hour)
    {
        Span<double> dust = stackalloc double[VnAqi.NowCastHours];
        var concentrations = new List<KeyValuePair<VnAqiPollutant, double>>(Roles);
        for (var role = 0; role < Roles; role++)
        {
            if (Hourly[role] is VnAqiPollutant.Pm25 or VnAqiPollutant.Pm10)
            {
                for (var back = 0; back < dust.Length; back++)
                {
                    dust[back] = Mean(hour - back, role);
                }

                concentrations.Add(new(Hourly[role], VnAqi.NowCast(dust)));
            }
            else
            {
                concentrations.Add(new(Hourly[role], Mean(hour, role)));
            }
        }

        return VnAqi.Overall(concentrations);
    }

    /// <returns>The index of a day: of dust the mean of its hours, of gases the highest hour, of ozone also the highest mean of eight hours.</returns>
    public double Day(long firstHour, int hours)
    {
        var concentrations = new List<KeyValuePair<VnAqiPollutant, double>>(Roles + 1);
        for (var role = 0; role < Roles; role++)
        {
            var (sum, count, most) = (0.0, 0, double.NaN);
            for (var hour = firstHour; hour < firstHour + hours; hour++)
            {
                var mean = Mean(hour, role);
                if (!double.IsNaN(mean))
                {
                    (sum, count, most) = (sum + mean, count + 1, double.IsNaN(most) ? mean : Math.Max(most, mean));
                }
            }

            var isDust = Hourly[role] is VnAqiPollutant.Pm25 or VnAqiPollutant.Pm10;
            concentrations.Add(new(Hourly[role], !isDust ? most : count >= LeastShare * hours ? sum / count : double.NaN));
        }

        concentrations.Add(new(VnAqiPollutant.Ozone8h, HighestOzone(firstHour, hours)));
        return VnAqi.Overall(concentrations);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Newest);
        writer.Write(GivenDay);
        writer.Write(GivenDayNanos);
        writer.Write(DayRevision);
        for (var i = 0; i < Kept; i++)
        {
            writer.Write(_hours[i]);
            writer.Write(_given[i]);
            writer.Write(_revisions[i]);
        }

        foreach (var mean in _means)
        {
            writer.Write(mean);
        }
    }

    public static AirHours Restore(BinaryReader reader)
    {
        var hours = new AirHours
        {
            Newest = reader.ReadInt64(),
            GivenDay = reader.ReadDouble(),
            GivenDayNanos = reader.ReadInt64(),
            DayRevision = reader.ReadInt32(),
        };
        for (var i = 0; i < Kept; i++)
        {
            hours._hours[i] = reader.ReadInt64();
            hours._given[i] = reader.ReadDouble();
            hours._revisions[i] = reader.ReadInt32();
        }

        for (var i = 0; i < hours._means.Length; i++)
        {
            hours._means[i] = reader.ReadDouble();
        }

        return hours;
    }

    private static int At(long hour) => (int)(((hour % Kept) + Kept) % Kept);

    private double Mean(long hour, int role) => Has(hour) ? _means[(At(hour) * Roles) + role] : double.NaN;

    // Six of the eight hours must have a mean. Over 400 µg/m³ the mean of eight hours says no more; the highest hour does.
    private double HighestOzone(long firstHour, int hours)
    {
        var most = double.NaN;
        for (var last = firstHour + OzoneHours - 1; last < firstHour + hours; last++)
        {
            var (sum, count) = (0.0, 0);
            for (var hour = last - OzoneHours + 1; hour <= last; hour++)
            {
                var mean = Mean(hour, Roles - 1);
                (sum, count) = double.IsNaN(mean) ? (sum, count) : (sum + mean, count + 1);
            }

            var eight = count >= LeastShare * OzoneHours ? sum / count : double.NaN;
            most = double.IsNaN(most) || eight > most ? eight : most;
        }

        return most > 400 ? double.NaN : most;
    }
}
