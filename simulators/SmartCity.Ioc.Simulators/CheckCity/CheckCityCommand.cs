using System.CommandLine;
using SmartCity.Ioc.City;
using SmartCity.Ioc.Storage.City;
using SmartCity.Ioc.Territory;

namespace SmartCity.Ioc.Simulators.CheckCity;

/// <summary><c>sim check-city DIR</c>: what a city engineer runs after every change.</summary>
internal static class CheckCityCommand
{
    public static Command Create()
    {
        var folder = new Argument<string>("dir") { Description = "the city's folder, or the name of one that ships (vung-tau, hue)" };
        var command = new Command("check-city", "Checks a city's YAML and names each error as file:line: message. Kiểm tra tệp YAML của thành phố.")
        {
            folder,
        };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(folder), parsed.InvocationConfiguration.Output));
        return command;
    }

    private static int Run(string folder, TextWriter output)
    {
        var result = CityFolder.Read(ShippedFiles.City(folder));
        foreach (var error in result.Errors)
        {
            output.WriteLine(error);
        }

        if (!result.IsValid)
        {
            output.WriteLine(result.Errors.Count == 1 ? "1 error" : $"{result.Errors.Count} errors");
            return ExitCode.BadInput;
        }

        output.WriteLine(Summary(result.City));
        return ExitCode.Done;
    }

    private static string Summary(CityModel city)
    {
        var kinds = city.Devices.GroupBy(device => device.Kind).OrderBy(group => group.Key)
            .Select(group => $"{group.Count()} {city.Kinds[group.Key].Id}");
        int Zones(ZoneLevel level) => city.Zones.Zones.Count(zone => zone.Level == level);
        return $"{city.Name.Vi} ({city.Name.En}): valid. {city.Zones.Count} zones ({Zones(ZoneLevel.City)} cities, {Zones(ZoneLevel.Ward)} wards, {city.Boundaries.Count} with boundaries), "
            + $"{city.Kinds.Count} kinds, {city.Rules.Count} rules, {city.Devices.Count} devices ({string.Join(", ", kinds)})";
    }
}
