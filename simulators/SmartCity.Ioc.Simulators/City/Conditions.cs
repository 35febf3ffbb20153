using SmartCity.Ioc.City;

namespace SmartCity.Ioc.Simulators.City;

/// <summary>What all devices of the city share at a moment: the hour's bustle, weather and tide. Times are local to the city.</summary>
internal sealed class Conditions(ulong seed)
{
    private static readonly ulong RainStream = Noise.Stream("rain");
    private static readonly ulong CloudStream = Noise.Stream("cloud");
    private static readonly ulong WindStream = Noise.Stream("wind");
    private static readonly ulong SurgeStream = Noise.Stream("surge");
    private static readonly ulong HazeStream = Noise.Stream("haze");

    /// <summary>Main constituents at Vũng Tàu, where the tide is mixed: two unequal highs a day. Amplitudes in metres are about three
    /// quarters of the real ones, so that an ordinary spring tide stays below the alert levels; periods in hours.</summary>
    private static readonly (double Amplitude, double Period, double Phase)[] Tides =
    [
        (0.60, 12.4206, 0.6), // M2
        (0.25, 12.0000, 1.9), // S2
        (0.50, 23.9345, 2.7), // K1
        (0.38, 25.8193, 4.1), // O1
    ];

    /// <summary>How busy the roads are, 0 to 1: two peaks on a working day, a late and longer one at the weekend.</summary>
    public static double Bustle(DateTime local)
    {
        var hour = local.TimeOfDay.TotalHours;
        var day = Plateau(hour, 6.2, 20.8);
        return local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday
            ? Math.Min(1, 0.06 + (0.34 * day) + (0.35 * Peak(hour, 10, 2)) + (0.5 * Peak(hour, 18.6, 2)))
            : Math.Min(1, 0.06 + (0.40 * day) + (0.52 * Peak(hour, 7.2, 0.8)) + (0.52 * Peak(hour, 17.3, 1.1)));
    }

    /// <summary>How many people are out for pleasure, 0 to 1: at sunrise and towards the evening, most of them at the weekend.</summary>
    public static double Visitors(DateTime local)
    {
        var hour = local.TimeOfDay.TotalHours;
        var weekend = local.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? 1 : 0.55;
        return weekend * Math.Min(1, 0.03 + (0.45 * Peak(hour, 6, 1.3)) + (0.25 * Plateau(hour, 8, 21.5)) + (0.7 * Peak(hour, 18, 2)));
    }

    /// <summary>Metres about the mean, with a slow surge of the wind on it.</summary>
    public double Tide(DateTime local)
    {
        var hours = Hours(local);
        var level = 0.12 * Noise.Smooth(seed, SurgeStream, hours / 18);
        foreach (var (amplitude, period, phase) in Tides)
        {
            level += amplitude * Math.Cos((2 * Math.PI * hours / period) + phase);
        }

        return level;
    }

    /// <summary>Millimetres an hour. Showers drift from west to east, some 30 km an hour; from May to November there are more of them, and
    /// most fall in the afternoon. An ordinary shower stays below 40 mm/h: what is worse is an incident.</summary>
    public double Rain(DateTime local, GeoPoint place)
    {
        var hours = Hours(local) - ((place.Lon - 107) * 3.6);
        var wet = local.Month is >= 5 and <= 11 ? 0.20 : 0.05;
        wet += 0.12 * Peak(local.TimeOfDay.TotalHours, 15.5, 2.5);
        var cloud = (Noise.Smooth(seed, RainStream, hours / 1.5) + 1) / 2;
        return cloud <= 1 - wet ? 0 : 40 * Math.Pow((cloud - 1 + wet) / wet, 1.6);
    }

    /// <summary>What the last six hours of rain have left to run off, in millimetres: the recent weighs most.</summary>
    public double RainLeft(DateTime local, GeoPoint place)
    {
        double left = 0;
        for (var step = 0; step < 24; step++)
        {
            left += Rain(local.AddMinutes(-15 * step), place) * 0.25 * Math.Exp(-step / 10.0);
        }

        return left;
    }

    /// <summary>Degrees Celsius in the shade.</summary>
    public double Temperature(DateTime local, GeoPoint place)
    {
        var day = 27.6 + (3.6 * Math.Cos((local.TimeOfDay.TotalHours - 14) * Math.PI / 12)) + (1.3 * Math.Cos((local.DayOfYear - 120) * Math.PI / 182.6));
        return day - (1.2 * Noise.Smooth(seed, CloudStream, Hours(local) / 5)) - (3 * Math.Min(1, Rain(local, place) / 15));
    }

    public double Humidity(DateTime local, GeoPoint place) =>
        Math.Clamp(79 - (3.2 * (Temperature(local, place) - 28)) + (12 * Math.Min(1, Rain(local, place) / 10)), 35, 99);

    /// <summary>Metres a second: a sea breeze by day, more before rain.</summary>
    public double Wind(DateTime local, GeoPoint place)
    {
        var breeze = 2.2 + (2.6 * Math.Max(0, Math.Cos((local.TimeOfDay.TotalHours - 15) * Math.PI / 12)));
        return Math.Max(0.2, breeze * (1 + (0.35 * Noise.Smooth(seed, WindStream, Hours(local) * 2))) + (0.08 * Rain(local, place)));
    }

    /// <summary>Fine dust of the whole region in µg/m³: highest before sunrise when the air stands still, washed out by rain.</summary>
    public double Haze(DateTime local, GeoPoint place)
    {
        var still = 1 + (0.45 * Math.Cos((local.TimeOfDay.TotalHours - 5) * Math.PI / 12));
        var weather = 24 + (9 * Noise.Smooth(seed, HazeStream, Hours(local) / 9));
        return weather * still / (1 + (RainLeft(local, place) / 8));
    }

    /// <summary>Hours since the year 2000, with a fraction.</summary>
    private static double Hours(DateTime local) => (local - new DateTime(2000, 1, 1)).TotalHours;

    private static double Peak(double hour, double at, double width)
    {
        var distance = (hour - at) / width;
        return Math.Exp(-distance * distance / 2);
    }

    /// <summary>1 between the two hours, with slopes of half an hour.</summary>
    private static double Plateau(double hour, double from, double to) =>
        1 / (1 + Math.Exp(-(hour - from) * 6)) / (1 + Math.Exp((hour - to) * 6));
}
