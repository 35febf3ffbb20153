using System.Text;

namespace SmartCity.Ioc.City.Decoding;

/// <summary>
/// Units and how they convert: codes of UCUM (https://ucum.org/ucum, case-sensitive), those of SenML (RFC 8428 section 12.1, RFC 8798) and
/// what devices and screens write instead. Factors are exact by definition: the inch is 25.4 mm and the pound 0.45359237 kg (International
/// Yard and Pound, 1959), the knot 1852 m/h, the millimetre of mercury 133.322387415 Pa, the pound per square inch 6894.757293168 Pa
/// (NIST SP 811, appendix B.8).
/// </summary>
public static class UnitTable
{
    private static readonly Dictionary<string, (string Quantity, double Factor, double Offset)> Known = Build();

    public static bool IsKnown(string unit) => Known.ContainsKey(Plain(unit));

    /// <summary>Whether two texts mean the same unit.</summary>
    public static bool AreSame(string one, string other) =>
        Plain(one) == Plain(other) || (Known.TryGetValue(Plain(one), out var a) && Known.TryGetValue(Plain(other), out var b) && a == b);

    /// <returns>False where one of them is not known or they measure different things.</returns>
    public static bool TryConvert(double value, string from, string to, out double converted)
    {
        converted = value;
        if (Plain(from) == Plain(to))
        {
            return true;
        }

        if (!Known.TryGetValue(Plain(from), out var source) || !Known.TryGetValue(Plain(to), out var target) || source.Quantity != target.Quantity)
        {
            return false;
        }

        if (source == target)
        {
            return true;
        }

        // What conversion adds behind the twelfth digit is the arithmetic's, not the sensor's: 97224.53 Pa is 972.2453 hPa.
        var exact = ((value * source.Factor) + source.Offset - target.Offset) / target.Factor;
        converted = exact == 0 ? 0 : Math.Round(exact, Math.Clamp(12 - (int)Math.Ceiling(Math.Log10(Math.Abs(exact))), 0, 15));
        return true;
    }

    // Superscripts and the two letters mu to what a keyboard has.
    private static string Plain(string unit)
    {
        if (Ascii.IsValid(unit))
        {
            return unit.Trim();
        }

        return unit.Trim().Replace('²', '2').Replace('³', '3').Replace('µ', 'u').Replace('μ', 'u').Replace('·', '.').Replace("℃", "°C", StringComparison.Ordinal);
    }

    private static Dictionary<string, (string, double, double)> Build()
    {
        var table = new Dictionary<string, (string, double, double)>(StringComparer.Ordinal);
        void Add(string quantity, double factor, string names, double offset = 0)
        {
            foreach (var name in names.Split(' '))
            {
                table.Add(Plain(name), (quantity, factor, offset));
            }
        }

        Add("temperature", 1, "K");
        Add("temperature", 1, "Cel °C degC C celsius", 273.15);
        Add("temperature", 5 / 9d, "[degF] °F degF F fahrenheit", 459.67 * 5 / 9);

        Add("ratio", 1, "1 /");
        Add("ratio", 0.01, "% %RH %EL percent pct");
        Add("ratio", 1e-3, "‰ [ppth]");
        Add("ratio", 1e-6, "ppm [ppm]");
        Add("ratio", 1e-9, "ppb [ppb]");

        Add("speed", 1, "m/s mps");
        Add("speed", 1 / 3.6, "km/h kph kmh");
        Add("speed", 0.44704, "[mi_i]/h mph mi/h");
        Add("speed", 1852 / 3600d, "[kn_i] kn kt knot");
        Add("speed", 1e-3 / 3600, "mm/h");
        Add("speed", 1e-3 / 60, "mm/min");
        Add("speed", 0.01, "cm/s");

        Add("length", 1, "m");
        Add("length", 1e3, "km");
        Add("length", 0.01, "cm");
        Add("length", 1e-3, "mm");
        Add("length", 1e-6, "um");
        Add("length", 0.0254, "[in_i] in inch");
        Add("length", 0.3048, "[ft_i] ft");
        Add("length", 1609.344, "[mi_i] mi");

        Add("area", 1, "m2");
        Add("area", 1e6, "km2");
        Add("area", 1e4, "ha har");

        Add("volume", 1, "m3");
        Add("volume", 1e-3, "L l dm3");
        Add("volume", 1e-6, "mL ml cm3");
        Add("volume", 1e6, "10*6.m3 million_m3 triệu.m3");

        Add("flow", 1, "m3/s");
        Add("flow", 1 / 3600d, "m3/h");
        Add("flow", 1e-3, "L/s l/s");
        Add("flow", 1e-3 / 60, "L/min l/min");
        Add("flow", 1e-3 / 3600, "L/h l/h");

        Add("mass", 1, "g");
        Add("mass", 1e3, "kg");
        Add("mass", 1e-3, "mg");
        Add("mass", 1e6, "t");

        Add("concentration", 1, "g/m3 mg/L mg/l");
        Add("concentration", 1e-3, "mg/m3 ug/L ug/l");
        Add("concentration", 1e-6, "ug/m3");
        Add("concentration", 1e-9, "ng/m3");
        Add("concentration", 1e3, "kg/m3 g/L g/l");

        Add("pressure", 1, "Pa");
        Add("pressure", 100, "hPa mbar mb");
        Add("pressure", 1e3, "kPa");
        Add("pressure", 1e5, "bar");
        Add("pressure", 133.322387415, "mm[Hg] mmHg");
        Add("pressure", 3386.389, "[in_i'Hg] inHg");
        Add("pressure", 6894.757293168, "[psi] psi");

        Add("voltage", 1, "V");
        Add("voltage", 1e-3, "mV");
        Add("voltage", 1e3, "kV");
        Add("current", 1, "A");
        Add("current", 1e-3, "mA");
        Add("current", 1e-6, "uA");
        Add("power", 1, "W");
        Add("power", 1e-3, "mW");
        Add("power", 1e3, "kW");
        Add("power", 1e6, "MW");
        Add("apparent power", 1, "VA");
        Add("apparent power", 1e3, "kVA");
        Add("energy", 1, "J W.s Ws");
        Add("energy", 1e3, "kJ");
        Add("energy", 3600, "W.h Wh");
        Add("energy", 3.6e6, "kW.h kWh");
        Add("energy", 3.6e9, "MW.h MWh");
        Add("irradiance", 1, "W/m2");
        Add("illuminance", 1, "lx lux");
        Add("illuminance", 1e3, "klx");

        Add("time", 1, "s sec");
        Add("time", 1e-3, "ms");
        Add("time", 1e-6, "us");
        Add("time", 60, "min");
        Add("time", 3600, "h");
        Add("time", 86400, "d");
        Add("frequency", 1, "Hz 1/s fps");
        Add("frequency", 1e3, "kHz");
        Add("frequency", 1e6, "MHz");

        Add("data rate", 1, "bit/s bps");
        Add("data rate", 1e3, "kbit/s kbps");
        Add("data rate", 1e6, "Mbit/s Mbps");
        Add("data rate", 8, "B/s By/s");
        Add("data", 1, "B By");
        Add("data", 1024, "KiB KiBy");
        Add("data", 1048576, "MiB MiBy");

        Add("conductivity", 1, "S/m");
        Add("conductivity", 0.1, "mS/cm");
        Add("conductivity", 1e-4, "uS/cm");
        Add("angle", 1, "deg °");
        Add("angle", 180 / Math.PI, "rad");
        Add("latitude", 1, "lat");
        Add("longitude", 1, "lon");

        // A level weighted for the ear is another number than one that is not.
        Add("sound level", 1, "dB dB[SPL]");
        Add("weighted sound level", 1, "dBA dB(A) dB[A]");
        Add("signal level", 1, "dBm dB[mW] dBW+30");
        Add("turbidity", 1, "NTU");
        Add("acidity", 1, "pH [pH]");

        Add("count", 1, "count {count} event");
        Add("vehicles per hour", 1, "xe/h veh/h {vehicles}/h");
        Add("persons per area", 1, "người/m2 persons/m2 {persons}/m2");
        Add("rate per minute", 1, "1/min");
        return table;
    }
}
