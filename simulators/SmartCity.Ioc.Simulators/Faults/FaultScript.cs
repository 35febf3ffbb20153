using SmartCity.Ioc.City;
using SmartCity.Ioc.City.Parsing;
using YamlDotNet.RepresentationModel;

namespace SmartCity.Ioc.Simulators.Faults;

/// <summary>Faults as YAML: <c>faults: [{fault: frozen, device: cam-*, from: 60s, for: 5m}]</c>, in the order in which they are stacked.</summary>
internal static class FaultScript
{
    /// <exception cref="IOException">The file can not be read.</exception>
    public static (IReadOnlyList<FaultSpec> Faults, IReadOnlyList<CityError> Errors) Read(string path)
    {
        var errors = new CityErrors();
        var faults = new List<FaultSpec>();
        if (YamlText.Load(new CityFile(Path.GetFileName(path), File.ReadAllText(path)), errors) is { } map)
        {
            faults.AddRange(Read(map));
            map.Finish();
        }

        return (faults, errors.Sorted());
    }

    /// <summary>The list under <c>faults</c> of a mapping; what is wrong is told to the mapping.</summary>
    public static IReadOnlyList<FaultSpec> Read(YamlMap map)
    {
        var faults = new List<FaultSpec>();
        foreach (var item in map.Maps("faults", "a fault", optional: true))
        {
            var options = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var (key, value) in item.Node.Children)
            {
                options[((YamlScalarNode)key).Value ?? ""] = (value as YamlScalarNode)?.Value ?? "";
            }

            if (item.Text("fault") is not { } name)
            {
                continue;
            }

            options.Remove("fault");
            try
            {
                faults.Add(FaultSpec.Of(name, options));
            }
            catch (FormatException wrong)
            {
                item.Error("fault", wrong.Message);
            }
        }

        return faults;
    }
}
