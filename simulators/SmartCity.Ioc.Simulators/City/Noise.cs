namespace SmartCity.Ioc.Simulators.City;

/// <summary>
/// Chance without state: every value is a function of the seed, a stream and a place in it. So a device's value at a time does not depend
/// on which devices spoke before, and the same seed gives the same bytes with any number of devices.
/// </summary>
internal static class Noise
{
    /// <summary>The finaliser of SplitMix64 (Steele, Lea and Flood, 2014) over the three numbers.</summary>
    public static ulong Hash(ulong seed, ulong stream, long place)
    {
        var x = seed ^ (stream * 0x9E3779B97F4A7C15) ^ ((ulong)place * 0xD1B54A32D192ED03);
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
        return x ^ (x >> 31);
    }

    /// <summary>FNV-1a, 64 bit: a stream for a name, the same in every process.</summary>
    public static ulong Stream(string name)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in name)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        return hash;
    }

    /// <summary>Evenly spread over [0, 1).</summary>
    public static double Unit(ulong seed, ulong stream, long place) => (Hash(seed, stream, place) >> 11) * (1.0 / (1UL << 53));

    /// <summary>A smooth curve within [-1, 1] that passes a new random value at every whole place.</summary>
    public static double Smooth(ulong seed, ulong stream, double place)
    {
        var floor = Math.Floor(place);
        var from = Unit(seed, stream, (long)floor);
        var to = Unit(seed, stream, (long)floor + 1);
        var ease = (1 - Math.Cos((place - floor) * Math.PI)) / 2;
        return ((from + ((to - from) * ease)) * 2) - 1;
    }
}
