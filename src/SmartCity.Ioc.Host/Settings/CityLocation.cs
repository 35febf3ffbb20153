using SmartCity.Ioc.City;
using SmartCity.Ioc.Storage.City;

namespace SmartCity.Ioc.Host.Settings;

/// <summary>Finds and reads the city's folder.</summary>
internal static class CityLocation
{
    public const string Demo = "vung-tau";

    /// <summary>A folder as it is named, or one of the cities that come with the program.</summary>
    public static string Find(string setting)
    {
        if (Directory.Exists(setting))
        {
            return setting;
        }

        var shipped = Path.Combine(AppContext.BaseDirectory, "cities", setting);
        return !setting.Contains('/', StringComparison.Ordinal) && Directory.Exists(shipped)
            ? shipped
            : throw new StartException($"The city's folder '{setting}' (Ioc:City) does not exist.");
    }

    /// <exception cref="StartException">Each line names a file, a line and what is wrong there.</exception>
    public static CityModel Read(string folder)
    {
        var result = CityFolder.Read(folder);
        return result.City ?? throw new StartException(
            string.Join('\n', result.Errors.Select(error => Path.Combine(folder, error.ToString()))));
    }
}
